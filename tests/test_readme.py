"""The README's examples work pasted as they are."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest

import tracktion_db
from tests.graph.conftest import clean_graph, graph_server
from tracktion_db.graph import Graph

__all__ = ["clean_graph", "graph_server"]

README = Path(__file__).parent.parent / "README.md"
BLOCKS = re.findall(r"^```python\n(.*?)^```$", README.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE)


def run(block: str, url: str, folder: Path, **more: str) -> str:
    """What the block prints, run alone in a folder of its own with warnings as errors."""
    variables = {name: text for name, text in os.environ.items() if not name.startswith(("DB_", "PG"))}
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", block],
        cwd=folder,
        env={**variables, "DATABASE_URL": url, "PYTHONPATH": str(README.parent), **more},
        capture_output=True,
        check=False,
        encoding="utf-8",
    )
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


@pytest.mark.parametrize("number", range(len(BLOCKS)))
def test_each_example_runs_as_it_is(
    number: int, database_url: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    more: dict[str, str] = {}
    if "Graph.from_env()" in BLOCKS[number]:
        more = request.getfixturevalue("clean_graph").environment
    printed = run(BLOCKS[number], database_url, tmp_path, **more)
    assert printed
    for promised in re.findall(r"^ *print\(.*\)  # (.*)$", BLOCKS[number], re.MULTILINE):
        assert promised in printed.splitlines()


# By the source document: its repositories' and services' functions, without tests and constructors.
EARLIER = {
    "Tracktion, the story and its schema": """
        get_db_session RecordingRepository.create get_by_id run_migrations_offline
        run_migrations_online upgrade downgrade Neo4jRepository.create_recording_node
        Neo4jRepository.close add_metadata_relationship add_tracklist_with_tracks retry_on_failure
        RobustDatabaseManager create_with_fallback sync_recording_to_neo4j migrate_legacy_recordings
        """,
    "Karaoke": """
        BaseRepository.create get_by_id get_all update delete get_all_ordered_by_date
        search_by_title_or_artist get_by_source get_by_youtube_id get_db_session get_db
        SongService.get_songs create_song create_song_with_job get_songs_with_jobs handle_db_error
        JobStore
        """,
    "Audio library": """
        get_db_connection save_audio_metadata get_audio_metadata search_audio
        update_processing_status
        """,
    "Assistant": """
        get_db BaseRepository.get_by_id update delete UserRepository.create get_by_email
        SessionRepository.create get_by_token delete_expired ConversationRepository.create
        list_by_user MessageRepository.create list_by_conversation get_last_n
        TranscriptRepository.create get_by_video_id ChunkRepository.create_many get_by_ids
        list_by_transcript delete_by_transcript TemplateRepository.get_template create_template
        ConfigRepository.get_value set_value
        """,
}
CLASSES = {name: getattr(tracktion_db, name) for name in ("Database", "AsyncDatabase")} | {"Graph": Graph}


def replaced() -> dict[str, list[tuple[str, str]]]:
    """By earlier system, the rows of the README's table: what was there, what is here."""
    rows: dict[str, list[tuple[str, str]]] = {}
    section = README.read_text(encoding="utf-8").partition("## Instead of the earlier systems")[2]
    for there, here in re.findall(r"^\| (.*?) \| (.*) \|$", section.partition("\n## ")[0], re.MULTILINE):
        if there.startswith("**"):
            rows[there.strip("*")] = []
        elif rows:
            rows[list(rows)[-1]].append((there, here))
    return rows


@pytest.mark.parametrize("system", EARLIER)
def test_every_function_of_the_earlier_systems_is_in_the_table(system: str) -> None:
    told = set(re.findall(r"`([\w.]+)`", " ".join([there for there, _ in replaced()[system]])))
    assert set(EARLIER[system].split()) - told == set()


def test_every_call_that_replaces_an_earlier_one_is_there() -> None:
    rows = [here for system in replaced().values() for _, here in system]
    names = [name for here in rows for name in re.findall(r"`(\w+)\.(\w+)`", here)]
    assert len(names) > 80
    for owner, name in names:
        at_home = CLASSES.get(owner) or import_module(f"tracktion_db.{owner}")
        assert callable(getattr(at_home, name)), f"{owner}.{name}"


def test_there_is_a_blocking_and_an_asyncio_example() -> None:
    assert sum("with Database.from_env() as db:" in block for block in BLOCKS) >= 1
    assert sum("async with AsyncDatabase.from_env() as db:" in block for block in BLOCKS) >= 1
    assert any("Statements.load(" in block for block in BLOCKS)


CHECKED = """
import os
import psycopg
from tracktion_db.check import check

with psycopg.connect(os.environ["DATABASE_URL"]) as connection:
    print([str(finding) for finding in check(sql, connection)])
"""


def test_the_statement_of_the_readme_passes_the_checks(database_url: str, tmp_path: Path) -> None:
    (block,) = [block for block in BLOCKS if "Statements.load(" in block]
    assert run(block + CHECKED, database_url, tmp_path).splitlines()[-1] == "[]"
