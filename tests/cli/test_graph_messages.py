"""What the commands about the graph say where something is odd."""

from __future__ import annotations

import json
from pathlib import Path

import psycopg
import pytest

from tests.cli.support import command
from tests.fixtures.graph_server import GraphServer
from tests.graph.conftest import clean_graph, graph_server
from tracktion_db import Database, catalog, graph_migrations
from tracktion_db.graph import Graph, GraphSettings

__all__ = ["clean_graph", "graph_server"]


@pytest.fixture
def both(migrated: Path, clean_graph: GraphServer, database_url: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """The servers of the tests in the environment, with two recordings; answers the database's URL."""
    for name, value in clean_graph.environment.items():
        monkeypatch.setenv(name, value)
    with Graph(GraphSettings.from_env()) as graph:
        graph_migrations.apply(graph)
    with Database.from_url(database_url) as db:
        for title, bpm in (("One", "124.123456"), ("Two", "125.654321")):
            new = catalog.NewRecording(file_path=f"/{title}.flac", file_name=title)
            metadata = {"title": title, "artist": "Ann", "key": "8A", "bpm": bpm}
            db.run(catalog.set_metadata(db.run(catalog.add_recording(new)).id, metadata))
    return database_url


def test_what_was_refused_is_not_called_written(both: str) -> None:
    with psycopg.connect(both, autocommit=True) as connection:
        connection.execute("UPDATE recordings SET created_at = 'infinity' WHERE file_name = 'Two'")
    taken = command("sync", "--once")
    assert taken.exit_code == 0
    assert "1 refused: see `tracktion-db failures`" in taken.stdout and "written" not in taken.stdout
    assert "to be tried again" in command("lag").stdout


def test_a_tempo_is_shown_with_one_decimal(both: str) -> None:
    assert command("sync", "--once").exit_code == 0
    shown = command("mix", "One").stdout
    assert shown.startswith("after Ann - One, 8A 124.1\n")
    assert "125.7" in shown and "125.65" not in shown
    assert "124.1 " in command("path", "One", "Two").stdout


def test_who_was_not_found_is_told_apart(both: str) -> None:
    assert command("sync", "--once").exit_code == 0
    assert command("neighbours", "nobody").stderr.endswith("in the graph, and no artist this name\n")
    assert command("path", "One", "nothing").stderr.endswith("in the graph (GOAL)\n")
    assert command("path", "nothing", "One").stderr.endswith("in the graph (START)\n")


def test_an_artist_is_found_in_another_spelling(both: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with Database.from_url(both) as db:
        for title, artist in (("Adagio", "Tiësto feat. BT"), ("Tiesto", "Ann"), ("Signs", "!!!")):
            new = catalog.NewRecording(file_path=f"/{title}.flac", file_name=title)
            metadata = {"title": title, "artist": artist}
            db.run(catalog.set_metadata(db.run(catalog.add_recording(new)).id, metadata))
    assert command("sync", "--once").exit_code == 0
    for name in ("Tiësto", "TIESTO", "tiësto"):
        assert [each["artist"] for each in json.loads(command("neighbours", name, "--json").stdout)] == ["BT"]
    # What a recording is called exactly is that recording.
    assert command("neighbours", "Tiesto").stdout == "no neighbours\n"
    assert "no recording" not in command("neighbours", "!!!").stderr

    # Folding is in the database: without one it is said that the spelling counts.
    monkeypatch.delenv("DATABASE_URL")
    assert command("neighbours", "Tiësto").exit_code == 0
    unfolded = command("neighbours", "TIESTO")
    assert unfolded.exit_code == 1
    assert unfolded.stderr.endswith(
        "no artist this name (in exactly this spelling: with DATABASE_URL any will do)\n"
    )


@pytest.mark.parametrize("arguments", [("mix", "One"), ("path", "One", "Two"), ("neighbours", "One")])
def test_an_answer_has_one_form(here: Path, arguments: tuple[str, ...]) -> None:
    refused = command(*arguments, "--json", "--dot")
    assert refused.exit_code == 2 and refused.stdout == ""
    assert "--json" in refused.stderr and "--dot" in refused.stderr


def test_what_was_just_played_is_not_suggested(both: str) -> None:
    assert command("sync", "--once").exit_code == 0
    (found,) = json.loads(command("mix", "One", "--json").stdout)["suggestions"]
    two = found["recording"]["uid"]
    again = command("mix", "One", "--json", "--just-played", "elsewhere", "--just-played", two)
    assert json.loads(again.stdout)["suggestions"] == []


@pytest.mark.parametrize(
    ("narrow", "told"),
    [
        (("--tolerance", "1"), "there is one with --tolerance 2.0\n"),
        (("--move", "energy down"), "--move 'same key' --move relative --move 'energy up'"),
        (("--rising",), "there is one with the same, without --rising\n"),
        (("--rising", "--no-half-double"), "there is one with the same, without --rising\n"),
    ],
)
def test_what_to_relax_is_told_as_it_is_typed(both: str, narrow: tuple[str, ...], told: str) -> None:
    with Database.from_url(both) as db:
        new = catalog.NewRecording(file_path="/Three.flac", file_name="Three")
        metadata = {"title": "Three", "artist": "Cy", "key": "9A", "bpm": "122"}
        db.run(catalog.set_metadata(db.run(catalog.add_recording(new)).id, metadata))
    assert command("sync", "--once").exit_code == 0
    none = command("path", "One", "Three", *narrow)
    assert none.exit_code == 1
    assert told in none.stdout and "_" not in none.stdout
    assert command("path", "One", "Three").exit_code == 0
