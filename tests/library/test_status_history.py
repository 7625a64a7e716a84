"""The history of status changes: read by track and by time, added to by the trigger, never changed."""

from __future__ import annotations

import secrets
from collections.abc import Generator
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID

import psycopg
import pytest
from psycopg import sql
from psycopg.conninfo import make_conninfo

from tests.catalog.samples import NOBODY
from tests.catalog.test_paging import all_pages
from tests.fixtures.executors import Run
from tests.library.test_status_machine import STEPS, history, new_track
from tracktion_db import library
from tracktion_db.errors import ValidationError
from tracktion_db.library import AudioTrackStatusChange

HISTORY = "audio_track_status_changes"
OFTEN = "00000000-0000-4000-8000-000000000003"
ADD = """
    INSERT INTO audio_track_status_changes (audio_track_id, from_status, to_status, changed_by, changed_at)
    SELECT
        CASE WHEN n % 3 = 0 THEN '00000000-0000-4000-8000-000000000003'::uuid ELSE gen_random_uuid() END,
        'PENDING', 'PROCESSING', 'worker ' || n,
        date_trunc('month', now()) - interval '20 days' + n / 4 * interval '1 day'
    FROM generate_series(1, 300) AS n
"""


@pytest.fixture
def month_by_month(database_url: str) -> list[tuple[datetime, Any]]:
    """300 changes, four of each instant, in months with and without partitions; the newest first."""
    with psycopg.connect(database_url) as connection:
        connection.execute(ADD)
        return connection.execute(
            "SELECT changed_at, id, audio_track_id::text FROM audio_track_status_changes"
            " ORDER BY changed_at DESC, id DESC"
        ).fetchall()


def keys(rows: list[AudioTrackStatusChange]) -> list[tuple[datetime, Any, str]]:
    return [(row.changed_at, row.id, str(row.audio_track_id)) for row in rows]


@pytest.mark.parametrize("limit", [1, 7, 1000])
def test_the_changes_of_a_track_are_paged_either_way_round_across_months(
    run: Run, month_by_month: list[Any], limit: int
) -> None:
    track_id = UUID(OFTEN)
    wanted = [row for row in month_by_month if row[2] == OFTEN]
    newest = partial(library.list_status_changes, track_id)
    oldest = partial(library.list_status_changes, track_id, oldest_first=True)

    assert keys(all_pages(run, newest, limit)) == wanted
    assert keys(all_pages(run, oldest, limit)) == wanted[::-1]
    assert run(library.list_status_changes(NOBODY)).items == []


@pytest.mark.parametrize("limit", [3, 1000])
def test_the_changes_of_a_span_of_time_are_paged_from_its_end(
    run: Run, month_by_month: list[Any], limit: int
) -> None:
    instants = sorted({row[0] for row in month_by_month})
    for since, until in (
        (instants[3], instants[60]),
        (instants[0], instants[-1]),
        (instants[5], instants[5]),
    ):
        pages = all_pages(run, partial(library.list_status_changes_by_time, since, until), limit)
        assert keys(pages) == [row for row in month_by_month if since <= row[0] < until]
    everything = partial(library.list_status_changes_by_time, instants[0], datetime.max.replace(tzinfo=UTC))
    assert keys(all_pages(run, everything, 1000)) == month_by_month


def test_a_cursor_belongs_to_its_track_its_direction_and_its_span(
    run: Run, month_by_month: list[Any]
) -> None:
    since, until = month_by_month[-1][0], month_by_month[0][0]
    cursor = run(library.list_status_changes_by_time(since, until, limit=2)).next_cursor
    for call in (
        partial(library.list_status_changes_by_time, since, until + timedelta(days=1)),
        partial(library.list_status_changes, NOBODY),
        partial(library.list_status_changes, NOBODY, oldest_first=True),
    ):
        with pytest.raises(ValidationError, match=r"^cursor: "):
            call(limit=2, cursor=cursor)
    with pytest.raises(ValidationError, match=r"^oldest_first: must be a bool$"):
        library.list_status_changes(NOBODY, oldest_first=1)  # pyright: ignore[reportArgumentType]
    with pytest.raises(ValidationError, match=r"^since: "):
        library.list_status_changes_by_time(datetime(2026, 5, 17), until)  # noqa: DTZ001


def test_history_outlives_its_track(run: Run) -> None:
    track = new_track(run)
    run(STEPS["PROCESSING"](track.id))
    before = history(run, track)
    assert run(library.remove_audio_track(track.id)) == 1
    assert history(run, track) == before != []


def test_the_changes_of_a_track_stand_in_the_order_in_which_they_were_made(
    run: Run, database_url: str
) -> None:
    track = new_track(run)
    with psycopg.connect(database_url) as early:
        (began,) = early.execute("SELECT now()").fetchall()[0]
        run(STEPS["PROCESSING"](track.id))
        # A transaction that began before the other change, and comes after it.
        early.execute("UPDATE audio_tracks SET status = 'FAILED'")
        early.execute("UPDATE audio_tracks SET status = 'PENDING'")
    changes = history(run, track)
    assert [change.to_status for change in changes] == ["PROCESSING", "FAILED", "PENDING"]
    assert changes[0].changed_at > began


@pytest.fixture
def role(database_url: str) -> Generator[str]:
    """A role that was granted all that can be granted; it may log in."""
    name = f"status_{secrets.token_hex(4)}"
    identifier = sql.Identifier(name)
    with psycopg.connect(database_url, autocommit=True) as admin:
        admin.execute(sql.SQL("CREATE ROLE {} LOGIN PASSWORD 'secret'").format(identifier))
        admin.execute(sql.SQL("GRANT ALL ON ALL TABLES IN SCHEMA public TO {}").format(identifier))
        admin.execute(
            sql.SQL("GRANT ALL ON DATABASE {} TO {}").format(sql.Identifier(admin.info.dbname), identifier)
        )
        yield name
        admin.execute(sql.SQL("DROP OWNED BY {}").format(identifier))
        admin.execute(sql.SQL("DROP ROLE {}").format(identifier))


@pytest.fixture
def other(database_url: str, role: str) -> Generator[psycopg.Connection]:
    """A connection of that role."""
    url = make_conninfo(database_url, user=role, password="secret")
    with psycopg.connect(url, autocommit=True) as connection:
        yield connection


def tables(connection: psycopg.Connection) -> list[str]:
    rows = connection.execute(
        f"SELECT relid::regclass::text FROM pg_partition_tree('{HISTORY}')".encode()
    ).fetchall()
    return [name for (name,) in rows]


CHANGES = (
    "UPDATE {} SET reason = 'never mind'",
    "UPDATE {} SET reason = 'never mind' WHERE false",
    "DELETE FROM {}",
    "TRUNCATE {}",
    "INSERT INTO {} SELECT * FROM audio_track_status_changes WHERE false"
    " ON CONFLICT (changed_at, id) DO UPDATE SET reason = 'never mind'",
    "MERGE INTO {} AS change USING audio_tracks AS track ON change.audio_track_id = track.id"
    " WHEN MATCHED THEN DELETE",
    "WITH gone AS (DELETE FROM {} RETURNING id) SELECT FROM gone",
)


@pytest.mark.parametrize("statement", CHANGES)
def test_history_is_only_added_to_for_whoever_was_granted_all(
    run: Run, other: psycopg.Connection, statement: str
) -> None:
    track = new_track(run)
    run(STEPS["PROCESSING"](track.id))
    before = history(run, track)
    found = tables(other)
    assert len(found) == 6  # the whole, four months, the default
    for table in found:
        with pytest.raises(psycopg.errors.CheckViolation) as refused:
            other.execute(statement.format(table).encode())
        assert refused.value.diag.constraint_name == f"{HISTORY}_append_only"
    assert history(run, track) == before != []


def test_a_month_that_was_taken_out_stays_as_it_was_too(run: Run, other: psycopg.Connection) -> None:
    table = run(library.detach_status_change_partition(datetime.now(UTC).date())).name
    for statement in CHANGES[:4]:
        with pytest.raises(psycopg.errors.CheckViolation):
            other.execute(statement.format(table).encode())


@pytest.mark.parametrize("statement", CHANGES)
def test_who_has_the_rights_of_the_owner_may_change_history(
    database_url: str, role: str, other: psycopg.Connection, statement: str
) -> None:
    with psycopg.connect(database_url, autocommit=True) as admin:
        admin.execute(sql.SQL("GRANT {} TO {}").format(sql.Identifier(admin.info.user), sql.Identifier(role)))
    for table in tables(other):
        other.execute(statement.format(table).encode())


def test_who_only_updates_tracks_needs_no_right_to_history(
    run: Run, database_url: str, role: str, other: psycopg.Connection
) -> None:
    track = new_track(run)
    with psycopg.connect(database_url, autocommit=True) as admin:
        admin.execute(
            sql.SQL("REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {}").format(sql.Identifier(role))
        )
        admin.execute(sql.SQL("GRANT UPDATE (status) ON audio_tracks TO {}").format(sql.Identifier(role)))
    other.execute("UPDATE audio_tracks SET status = 'PROCESSING'")
    assert [change.changed_by for change in history(run, track)] == [role]


def test_a_temporary_table_of_the_same_name_catches_nothing(run: Run, other: psycopg.Connection) -> None:
    track = new_track(run)
    other.execute(f"CREATE TEMPORARY TABLE {HISTORY} (LIKE public.{HISTORY} INCLUDING ALL)".encode())
    other.execute(f"GRANT ALL ON {HISTORY} TO PUBLIC".encode())
    other.execute("UPDATE audio_tracks SET status = 'PROCESSING'")
    assert len(history(run, track)) == 1
    with pytest.raises(psycopg.errors.CheckViolation):
        other.execute(f"DELETE FROM public.{HISTORY}".encode())


def test_nobody_else_can_have_the_trigger_write_what_never_was(other: psycopg.Connection) -> None:
    other.execute("CREATE TEMPORARY TABLE audio_tracks (LIKE public.audio_tracks)")
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        other.execute(
            "CREATE TRIGGER forged BEFORE UPDATE ON pg_temp.audio_tracks"
            " FOR EACH ROW EXECUTE FUNCTION record_audio_track_status_change()"
        )
