"""The command line, run as its users run it, on a real server."""

from __future__ import annotations

import json
from pathlib import Path

import psycopg
import pytest

from tests.cli.support import command
from tracktion_db import Database, catalog, karaoke
from tracktion_db.demo.sample import read_library


def test_the_demo_answers_every_question_and_can_be_repeated(
    here: Path, empty_database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", empty_database_url)
    first, again = command("demo"), command("demo")
    assert (first.exit_code, again.exit_code) == (0, 0), first.output + again.output
    library = read_library()
    items = len(library.tracks) + len(library.sets)
    assert "the server of the environment" in first.stdout
    assert f"{items} recordings, {items} of them new" in first.stdout
    assert f"{items} recordings, all there" in again.stdout
    assert "without the DJ sets: pip could not bring djmix" in first.stdout
    for statement in (
        "get_recording_by_path",
        "list_recordings_by_metadata_number",
        "list_tracklists_containing",
        "get_track_playing",
        "list_recordings_by_hash",
        "list_rename_proposals",
        "list_recording_statistics",
    ):
        assert f"sql/catalog/{statement}.sql" in first.stdout
    assert "<mark>Harmonic</mark> <mark>mixing</mark>" in first.stdout
    assert "in attempt 1, and says that it is done: finished" in first.stdout
    assert ": nothing, it is taken" in first.stdout
    assert "tracklists_tracks_gin" in first.stdout or "Seq Scan" in first.stdout
    assert "What to try next" in again.stdout
    with Database.from_url(empty_database_url) as db:
        assert sum(row.recordings for row in db.run(catalog.list_recording_statistics())) == items
        assert db.run(karaoke.count_jobs()) == []


def test_migrate_names_what_it_applied_and_then_nothing(
    here: Path, empty_database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", empty_database_url)
    assert "0002.catalog.recordings" in command("migrate").stdout
    assert command("migrate").stdout.startswith("0 applied")


def test_health_says_how_the_server_is(
    here: Path, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", database_url)
    shown = command("health").stdout
    assert "migrations, the last is 00" in shown
    assert "graph: 0 changes wait, the oldest for 0.0 s; 0 dead letters" in shown
    assert "nothing was written" not in shown
    answer = json.loads(command("health", "--json").stdout)
    assert answer["server"]["in_recovery"] is False
    assert answer["migrations"]["applied"] > 0
    assert answer["pool"]["pool_size"] >= 1
    assert answer["graph"]["depth"] == 0


def test_health_says_since_when_the_graph_takes_nothing(
    here: Path, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", database_url)
    with psycopg.connect(database_url, autocommit=True) as connection:
        connection.execute(
            "UPDATE graph_fence"
            " SET token = 1234, failing_since = '2026-05-17 12:00:00+00', failure = 'it is down'"
        )
    shown = command("health").stdout
    assert "last token 1,234" in shown
    assert "graph: nothing was written since 2026-05-17 12:00:00 UTC: it is down" in shown
    assert json.loads(command("health", "--json").stdout)["graph"]["failing_since"] == "2026-05-17T12:00:00Z"


def test_health_says_plainly_that_a_database_has_no_graph(
    here: Path, empty_database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", empty_database_url)
    assert "graph: none, this schema has no outbox for it" in command("health").stdout
    assert json.loads(command("health", "--json").stdout)["graph"] is None


def test_without_a_server_migrate_and_health_fail_instead_of_making_one(here: Path) -> None:
    for name in ("migrate", "health"):
        failed = command(name)
        assert failed.exit_code == 1
        assert "DATABASE_URL" in failed.stderr
    assert not list(here.iterdir())


def test_a_server_that_cannot_be_reached_is_one_sentence_and_its_cause(
    here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://somebody:secret@127.0.0.1:1/nowhere")
    monkeypatch.setenv("DB_RETRY_ATTEMPTS", "1")
    failed = command("health")
    assert failed.exit_code == 1
    assert "somebody@127.0.0.1:1/nowhere" in failed.stderr
    assert "refused" in failed.stderr
    assert "secret" not in failed.output


def test_explain_shows_a_statement_and_its_plan_and_leaves_the_server_as_it_is(
    here: Path, database_url: str, empty_database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", database_url)
    shown = command("explain", "catalog.get_recording_by_path").stdout
    assert "-- $1 is file_path: text" in shown
    assert "/* catalog.get_recording_by_path */" in shown
    assert "recordings_file_path_unique" in shown
    monkeypatch.setenv("DATABASE_URL", empty_database_url)
    assert "UndefinedTable" in command("explain", "catalog.get_recording").stderr


def test_explain_of_a_misspelt_statement_names_the_nearest(here: Path) -> None:
    failed = command("explain", "catalog.get_recordin")
    assert failed.exit_code == 1
    assert "catalog.get_recording" in failed.stderr


def test_explain_takes_a_folder_of_statements_of_ones_own(
    here: Path, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", database_url)
    folder = here / "stock"
    folder.mkdir()
    text = "-- One.\n--\n-- :returns: one stock.One\n{}SELECT 1 AS one;\n"
    (folder / "get_one.sql").write_text(text.format(""))
    (folder / "get_one_anew.sql").write_text(text.format("-- :plan: custom  why not\n"))
    shown = command("explain", "stock.get_one", "--folder", str(folder)).stdout
    assert "Result" in shown
    assert "planned for its values" not in shown
    anew = command("explain", "stock.get_one_anew", "--folder", str(folder)).stdout
    assert "planned for its values" in anew


def test_up_starts_a_migrated_server_with_statement_statistics_and_down_stops_it(here: Path) -> None:
    url = command("up").stdout.strip()
    try:
        assert command("up").stdout.strip() == url
        with Database.from_url(url) as db:
            assert db.health().migrations.applied > 0
            assert db.run(catalog.list_recordings()).items == []
        assert "recordings_pkey" in command("explain", "catalog.get_recording").stdout
    finally:
        stopped = command("down").stdout
    assert stopped == "stopped\n"
    assert command("down").stdout == "it was not running\n"
