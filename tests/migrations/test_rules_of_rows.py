"""Every rule of constraints.toml can be broken, and is broken under its name."""

from __future__ import annotations

import tomllib
from collections.abc import Generator
from datetime import UTC, datetime, timedelta

import psycopg
import pytest
from psycopg import errors
from pytest_postgresql.executors import NoopExecutor

from tests.fixtures.server import Server
from tests.migrations.conftest import Connection
from tests.migrations.sample_rows import ADD_ROWS, add_rows
from tracktion_db.statements import sql_folder

BREAKING = {
    "recordings_pkey": (
        "INSERT INTO recordings (id, file_path, file_name) SELECT id, 'x', 'x' FROM recordings"
    ),
    "recordings_file_path_unique": (
        "INSERT INTO recordings (file_path, file_name) VALUES ('/music/a.flac', 'x')"
    ),
    "recordings_file_hash_unique": (
        "INSERT INTO recordings (file_path, file_name, file_hash) VALUES ('x', 'x', repeat('a', 64))"
    ),
    "recordings_secondary_hash_unique": (
        "INSERT INTO recordings (file_path, file_name, secondary_hash) VALUES ('x', 'x', repeat('b', 32))"
    ),
    "recordings_file_path_length": "UPDATE recordings SET file_path = repeat('é', 2049)",
    "recordings_file_name_length": "UPDATE recordings SET file_name = repeat('é', 256)",
    "recordings_file_hash_format": "UPDATE recordings SET file_hash = repeat('A', 64)",
    "recordings_secondary_hash_format": "UPDATE recordings SET secondary_hash = repeat('a', 32) || chr(10)",
    "recordings_file_size_not_negative": "UPDATE recordings SET file_size = -1",
    "recordings_status_length": "UPDATE recordings SET status = ''",
    "recordings_mime_type_length": "UPDATE recordings SET mime_type = repeat('x', 101)",
    "recordings_last_modified_range": "UPDATE recordings SET last_modified = 'infinity'",
    "metadata_pkey": (
        "INSERT INTO metadata (id, recording_id, key) SELECT id, recording_id, 'x' FROM metadata"
    ),
    "metadata_recording_id_key_unique": (
        "INSERT INTO metadata (recording_id, key) SELECT recording_id, key FROM metadata"
    ),
    "metadata_recording_id_fkey": "INSERT INTO metadata (recording_id, key) VALUES (gen_random_uuid(), 'x')",
    "metadata_key_length": "UPDATE metadata SET key = ''",
    "metadata_value_length": "UPDATE metadata SET value = repeat('x', 1000001)",
    "metadata_value_type_length": "UPDATE metadata SET value_type = ''",
    "tracklists_pkey": "INSERT INTO tracklists (id, source) SELECT id, 'x' FROM tracklists",
    "tracklists_recording_id_unique": (
        "INSERT INTO tracklists (recording_id, source) SELECT recording_id, 'x' FROM tracklists"
    ),
    "tracklists_recording_id_fkey": "UPDATE tracklists SET recording_id = gen_random_uuid()",
    "tracklists_title_length": "UPDATE tracklists SET title = repeat('x', 501)",
    "tracklists_artist_length": "UPDATE tracklists SET artist = ''",
    "tracklists_source_length": "UPDATE tracklists SET source = ''",
    "tracklists_source_url_length": "UPDATE tracklists SET source_url = repeat('x', 2049)",
    "tracklists_tracks_valid": "UPDATE tracklists SET tracks = '{}'",
    "tracklists_metadata_object": "UPDATE tracklists SET metadata = '[]'",
    "tracklists_total_duration_not_negative": "UPDATE tracklists SET total_duration = -1",
    "tracklists_cue_file_path_length": "UPDATE tracklists SET cue_file_path = ''",
    "rename_proposals_pkey": (
        "INSERT INTO rename_proposals (id, recording_id, current_filename, proposed_filename)"
        " SELECT id, recording_id, 'x', 'x' FROM rename_proposals"
    ),
    "rename_proposals_recording_id_fkey": "UPDATE rename_proposals SET recording_id = gen_random_uuid()",
    "rename_proposals_current_filename_length": "UPDATE rename_proposals SET current_filename = ''",
    "rename_proposals_proposed_filename_length": (
        "UPDATE rename_proposals SET proposed_filename = repeat('x', 256)"
    ),
    "rename_proposals_proposed_filename_plain": "UPDATE rename_proposals SET proposed_filename = 'a/b'",
    "rename_proposals_metadata_used_object": "UPDATE rename_proposals SET metadata_used = 'null'",
    "rename_proposals_confidence_score_range": "UPDATE rename_proposals SET confidence_score = 'NaN'",
    "rename_proposals_status_known": (
        "INSERT INTO rename_proposals (recording_id, current_filename, proposed_filename, status)"
        " SELECT recording_id, 'x', 'x', 'lost' FROM rename_proposals"
    ),
    "rename_proposals_allowed_transition": "UPDATE rename_proposals SET status = 'pending'",
    "rename_proposals_only_pending_changes": (
        "UPDATE rename_proposals SET status = 'approved'; UPDATE rename_proposals SET proposed_filename = 'x'"
    ),
    "rename_proposals_one_approved_unique": (
        "INSERT INTO rename_proposals (recording_id, current_filename, proposed_filename, status)"
        " SELECT recording_id, 'x', 'x', 'approved' FROM rename_proposals, generate_series(1, 2)"
    ),
}
# A view's index: no write can break it.
UNBREAKABLE = {"recording_statistics_month_status_unique"}


@pytest.fixture(scope="module")
def with_rows(server: Server, postgresql_noproc: NoopExecutor) -> Generator[Connection]:
    with (
        server.clean_database(postgresql_noproc.template_dbname) as url,
        psycopg.connect(url, autocommit=True) as connection,
    ):
        add_rows(connection)
        yield connection


@pytest.fixture
def rows(with_rows: Connection) -> Generator[Connection]:
    """A row of each table, in a transaction that is rolled back."""
    with with_rows.transaction(force_rollback=True):
        yield with_rows


def test_no_rule_is_left_out() -> None:
    listed = tomllib.loads((sql_folder() / "catalog" / "constraints.toml").read_text(encoding="utf-8"))
    assert BREAKING.keys() | UNBREAKABLE == listed.keys()


@pytest.mark.parametrize("constraint", BREAKING)
def test_a_broken_rule_is_reported_under_its_name(rows: Connection, constraint: str) -> None:
    with pytest.raises(errors.IntegrityError) as caught, rows.transaction():
        rows.execute(BREAKING[constraint].encode())
    assert caught.value.diag.constraint_name == constraint


@pytest.mark.parametrize("status", ["pending", "approved", "rejected", "applied", "failed"])
def test_a_proposal_moves_along_allowed_transitions_only(rows: Connection, status: str) -> None:
    allowed = {"pending": {"approved", "rejected"}, "approved": {"applied", "failed"}}
    for wanted in ("pending", "approved", "rejected", "applied", "failed"):
        with rows.transaction(force_rollback=True):
            rows.execute("ALTER TABLE rename_proposals DISABLE TRIGGER rename_proposals_allowed_transition")
            rows.execute("UPDATE rename_proposals SET status = %s", [status])
            rows.execute("ALTER TABLE rename_proposals ENABLE TRIGGER rename_proposals_allowed_transition")
            if wanted in allowed.get(status, set()):
                rows.execute("UPDATE rename_proposals SET status = %s", [wanted])
                continue
            with pytest.raises(errors.CheckViolation) as caught:
                rows.execute("UPDATE rename_proposals SET status = %s", [wanted])
        assert caught.value.diag.constraint_name == "rename_proposals_allowed_transition"
        assert caught.value.diag.column_name == "status"


@pytest.mark.parametrize("status", ["approved", "rejected", "applied", "failed"])
@pytest.mark.parametrize(
    "change", ["current_filename = 'x'", "proposed_filename = 'x'", "metadata_used = '[]'"]
)
def test_what_was_decided_stays_as_it_was_decided(rows: Connection, status: str, change: str) -> None:
    rows.execute("ALTER TABLE rename_proposals DISABLE TRIGGER rename_proposals_allowed_transition")
    rows.execute("UPDATE rename_proposals SET status = %s", [status])
    # What stays the same is no change, and these columns are not what was decided on.
    rows.execute("UPDATE rename_proposals SET proposed_filename = proposed_filename, proposal_reason = 'x'")
    with pytest.raises(errors.CheckViolation) as caught:
        rows.execute(f"UPDATE rename_proposals SET {change}".encode())
    assert caught.value.diag.constraint_name == "rename_proposals_only_pending_changes"


@pytest.mark.parametrize("status", ["pending", "rejected", "applied", "failed"])
def test_only_approved_proposals_are_one_per_recording(rows: Connection, status: str) -> None:
    query = (
        "INSERT INTO rename_proposals (recording_id, current_filename, proposed_filename, status)"
        " SELECT id, 'x', 'x', %s FROM recordings, generate_series(1, 2)"
    )
    assert rows.execute(query, [status]).rowcount == 2


@pytest.mark.parametrize(
    ("name", "fits"),
    [
        ("..", False),
        (".", False),
        ("/x", False),
        ("../x", False),
        ("...", True),
        (".a", True),
        ("a\\b", True),
    ],
)
def test_a_proposed_name_is_no_path(rows: Connection, name: str, fits: bool) -> None:
    query = "UPDATE rename_proposals SET proposed_filename = %s"
    if fits:
        assert rows.execute(query, [name]).rowcount == 1
        return
    with pytest.raises(errors.CheckViolation) as caught:
        rows.execute(query, [name])
    assert caught.value.diag.constraint_name == "rename_proposals_proposed_filename_plain"


@pytest.mark.parametrize(
    ("table", "column", "value"),
    [
        ("recordings", "status", "ready"),
        ("metadata", "value", "129"),
        ("tracklists", "title", "A set"),
        ("rename_proposals", "proposal_reason", "better"),
    ],
)
def test_updated_at_follows_real_changes_and_no_caller(
    rows: Connection, table: str, column: str, value: str
) -> None:
    long_ago = datetime.now(UTC) - timedelta(days=9)
    rows.execute(f"ALTER TABLE {table} DISABLE TRIGGER {table}_set_updated_at".encode())
    rows.execute(f"UPDATE {table} SET updated_at = %s".encode(), [long_ago])
    rows.execute(f"ALTER TABLE {table} ENABLE TRIGGER {table}_set_updated_at".encode())
    updated_at = f"SELECT updated_at FROM {table}".encode()

    rows.execute(f"UPDATE {table} SET {column} = {column}".encode())
    assert rows.execute(updated_at).fetchall() == [(long_ago,)]
    rows.execute(f"UPDATE {table} SET {column} = %s, updated_at = 'infinity'".encode(), [value])
    assert rows.execute(updated_at).fetchall() == rows.execute("SELECT now()").fetchall()


def test_updated_at_never_goes_back(rows: Connection) -> None:
    ahead = datetime.now(UTC) + timedelta(seconds=9)  # of a transaction that began later
    rows.execute("ALTER TABLE recordings DISABLE TRIGGER recordings_set_updated_at")
    rows.execute("UPDATE recordings SET updated_at = %s", [ahead])
    rows.execute("ALTER TABLE recordings ENABLE TRIGGER recordings_set_updated_at")

    rows.execute("UPDATE recordings SET file_size = file_size + 1")
    assert rows.execute("SELECT updated_at FROM recordings").fetchall() == [(ahead,)]


def test_deleting_a_recording_deletes_all_that_is_of_it(rows: Connection) -> None:
    rows.execute("DELETE FROM recordings")
    for table in ("metadata", "tracklists", "rename_proposals"):
        assert rows.execute(f"SELECT FROM {table}".encode()).fetchall() == []
    rows.execute(ADD_ROWS)


@pytest.mark.parametrize(
    ("value", "number"),
    [
        ("128", "128"),
        (" 128.50\n", "128.50"),
        ("-.5", "-0.5"),
        ("7.", "7"),
        ("+3", "3"),
        ("9" * 30, "9" * 30),
        *(
            (text, None)
            for text in ("", " ", "x", "1e5", "NaN", "inf", "1 2", "--1", ".", "1,5", "0x10", "9" * 31)
        ),
        ("\u0661\u0662\u0668", None),
        ("128\u00a0", None),
        ("128\n\n.5", None),
        (None, None),
    ],
)
def test_a_plain_decimal_value_is_a_number_and_nothing_else_raises(
    rows: Connection, value: str | None, number: str | None
) -> None:
    rows.execute("UPDATE metadata SET value = %s", [value])
    found = rows.execute("SELECT number::text FROM metadata").fetchall()
    assert found == [(number,)]


def test_long_incompressible_paths_and_values_are_indexed(rows: Connection) -> None:
    rows.execute(
        "INSERT INTO recordings (file_path, file_name)"
        " SELECT string_agg(md5(i::text), ''), 'x' FROM generate_series(1, 128) AS i"
    )
    rows.execute(
        "UPDATE metadata SET key = repeat('\u00e9', 255),"
        " value = (SELECT string_agg(md5(i::text), '') FROM generate_series(1, 31250) AS i)"
    )
    lengths = rows.execute(
        "SELECT max(octet_length(file_path)), (SELECT length(value) FROM metadata) FROM recordings"
    ).fetchall()
    assert lengths == [(4096, 1_000_000)]


def test_paths_in_two_unicode_forms_are_two_paths(rows: Connection) -> None:
    rows.execute(
        "INSERT INTO recordings (file_path, file_name) VALUES ('caf\u00e9', 'x'), ('cafe\u0301', 'x')"
    )


def test_statistics_count_by_utc_month_whatever_the_session_time_zone(rows: Connection) -> None:
    rows.execute("SET LOCAL TimeZone = 'Pacific/Auckland'")
    rows.execute("UPDATE recordings SET created_at = '2026-01-31 23:59:59+00', file_size = 4")
    rows.execute(
        "INSERT INTO recordings (file_path, file_name, created_at)"
        " VALUES ('x', 'x', '2026-01-01 00:00:00+00')"
    )
    rows.execute("REFRESH MATERIALIZED VIEW recording_statistics")
    assert rows.execute("SELECT * FROM recording_statistics").fetchall() == [
        (datetime(2026, 1, 1, tzinfo=UTC), "pending", 2, 4, 4.0)
    ]
