"""``sync``, ``lag``, ``verify``, ``failures`` and ``rebuild`` as their users run them."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psycopg
import pytest

from tests.cli.support import command
from tests.fixtures.graph_server import GraphServer
from tests.graph.conftest import clean_graph, graph_server
from tracktion_db import Database, catalog, graph_migrations
from tracktion_db.cli import sync
from tracktion_db.graph import Graph, GraphSettings
from tracktion_db.sync import get_rebuild, wait_synced
from tracktion_db.sync.changes import add_failures

__all__ = ["clean_graph", "graph_server"]

PROGRAM = "from tracktion_db.cli import app; app()"


@pytest.fixture
def both(
    migrated: Path, clean_graph: GraphServer, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> GraphServer:
    """The servers of the tests in the environment: migrated, and a recording in the database."""
    for name, value in clean_graph.environment.items():
        monkeypatch.setenv(name, value)
    with Graph(GraphSettings.from_env()) as graph:
        graph_migrations.apply(graph)
    with Database.from_url(database_url) as db:
        recording = db.run(catalog.add_recording(catalog.NewRecording(file_path="/a.flac", file_name="a")))
        db.run(catalog.set_metadata(recording.id, {"artist": "Jeff Mills", "title": "The Bells"}))
    return clean_graph


def test_what_waits_is_written_once_and_then_nothing_waits(both: GraphServer) -> None:
    assert command("lag").stdout.startswith("2 changes wait, the oldest for ")
    assert command("sync", "--once").stdout == "2 changes written, nothing waits\n"
    lag = command("lag", "--json")
    assert lag.exit_code == 0 and json.loads(lag.stdout)["depth"] == 0
    assert command("sync", "--once").stdout == "0 changes written, nothing waits\n"
    clean = command("verify")
    assert clean.exit_code == 0 and ": 0 drift, 0 pending or refused" in clean.stdout


def test_drift_is_found_named_repaired_and_gone(both: GraphServer) -> None:
    command("sync", "--once")
    with both.driver() as driver:
        driver.execute_query("MATCH (r:Recording) SET r.title = 'Another'", database_=both.database)
    found = command("verify", "--json")
    (finding,) = json.loads(found.stdout)["findings"]
    assert found.exit_code == 1
    assert (finding["kind"], finding["why"], finding["what"]) == ("recording", "drift", ["title"])
    assert ", 1 of it enqueued" in command("verify", "--repair").stdout
    command("sync", "--once")
    assert command("verify").exit_code == 0


def test_what_waits_is_no_drift(both: GraphServer) -> None:
    command("sync", "--once")
    with Database.from_env() as db:
        db.run(catalog.add_recording(catalog.NewRecording(file_path="/b.flac", file_name="b")))
    found = command("verify", "--json")
    assert found.exit_code == 0
    assert [finding["why"] for finding in json.loads(found.stdout)["findings"]] == ["pending"]


def test_dead_letters_are_listed_with_their_reason_and_tried_again(both: GraphServer) -> None:
    assert command("failures").stdout == "nothing was refused\n"
    with Database.from_env() as db:
        for _ in range(5):
            db.run(add_failures([(("recording", "x"), "rule_violated", "too long")]))
    listed = json.loads(command("failures", "--json").stdout)
    assert [(row["key"], row["attempts"], row["next_at"], row["reason"]) for row in listed] == [
        ("x", 5, None, "too long")
    ]
    assert "never" in command("failures").stdout
    lag = command("lag")
    assert lag.exit_code == 1 and "1 dead letters" in lag.stdout
    assert command("failures", "--requeue").stdout == "1 dead letters are tried again\n"
    assert command("sync", "--once").exit_code == 0
    assert command("failures").stdout == "nothing was refused\n"


def test_a_graph_of_another_database_is_refused_until_it_is_rebuilt(both: GraphServer) -> None:
    command("sync", "--once")
    with both.driver() as driver:
        driver.execute_query("MATCH (f:SyncFence) SET f.epoch = 'another'", database_=both.database)
    refused = command("sync", "--once")
    assert refused.exit_code == 1
    assert "the graph belongs to another database" in refused.stderr and "rebuild" in refused.stderr
    assert command("rebuild").exit_code == 1  # it asks first, and nobody answers
    built = command("rebuild", "--yes")
    assert built.exit_code == 0, built.stderr
    assert built.stdout.startswith("1 recordings and tracklists\n") and "0 drift" in built.stdout
    assert command("sync", "--once").stdout == "0 changes written, nothing waits\n"


def test_a_rebuild_that_was_interrupted_says_how_to_go_on_and_is_shown(
    both: GraphServer, database_url: str
) -> None:
    with psycopg.connect(database_url) as holding, Database.from_env() as db:
        holding.execute("SELECT id FROM graph_outbox FOR UPDATE")  # so that it can never be empty
        rebuilding = subprocess.Popen(
            [sys.executable, "-c", PROGRAM, "rebuild", "--yes"],
            env=dict(os.environ),
            stderr=subprocess.PIPE,
            text=True,
        )
        until = time.monotonic() + 60
        while time.monotonic() < until:
            state = db.run(get_rebuild())
            if state is not None and state.step == "draining":
                break
            time.sleep(0.1)
        rebuilding.send_signal(signal.SIGINT)
        _, said = rebuilding.communicate(timeout=30)
    assert rebuilding.returncode == 130
    assert said.endswith("stopped; `tracktion-db rebuild` goes on from there\n"), said
    assert "a rebuild is not finished (draining): 1 of 1 " in command("lag").stdout
    assert json.loads(command("lag", "--json").stdout)["rebuild"]["step"] == "draining"
    built = command("rebuild")  # nothing is asked, nothing wiped
    assert built.exit_code == 0 and built.stdout.startswith("1 recordings and tracklists\n"), built.stderr
    assert json.loads(command("lag", "--json").stdout)["rebuild"] is None


def test_while_a_rebuild_wipes_the_graph_takes_nothing(both: GraphServer, database_url: str) -> None:
    assert command("lag").exit_code == 0
    with psycopg.connect(database_url) as connection:
        connection.execute("INSERT INTO graph_rebuilds (total) VALUES (1)")
    lag = command("lag")
    assert lag.exit_code == 1 and "a rebuild is not finished (wiping)" in lag.stdout


def test_a_worker_that_ended_for_good_is_seen_in_the_lag(both: GraphServer) -> None:
    command("sync", "--once")
    with both.driver() as driver:
        driver.execute_query("MATCH (f:SyncFence) SET f.epoch = 'another'", database_=both.database)
    assert command("sync").exit_code == 1
    lag = command("lag")
    assert lag.exit_code == 1 and "the graph belongs to another database" in lag.stdout


def test_what_may_pass_is_tried_again_and_then_given_up_with_how_to_go_on(
    both: GraphServer, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sync, "_PATIENCE", 0.5)
    monkeypatch.setenv("DB_LOCK_TIMEOUT", "0.1")
    with psycopg.connect(database_url) as holding:
        holding.execute("LOCK TABLE recordings IN ACCESS EXCLUSIVE MODE")
        given_up = command("sync", "--once")
    assert given_up.exit_code == 1
    assert "given up; `tracktion-db sync --once` writes what still waits\n" in given_up.stderr
    assert command("sync", "--once").stdout == "2 changes written, nothing waits\n"


def test_a_worker_waits_for_a_graph_that_is_not_up_yet(both: GraphServer) -> None:
    both.kill()
    worker = subprocess.Popen(
        [sys.executable, "-c", PROGRAM, "sync"], env=dict(os.environ), stderr=subprocess.PIPE, text=True
    )
    try:
        assert worker.stderr is not None
        assert worker.stderr.readline().startswith("waiting for the graph at ")
        both.start()
        with Database.from_env() as db:
            wait_synced(db, timeout=60)
    finally:
        worker.send_signal(signal.SIGTERM)
        worker.communicate(timeout=30)
    assert worker.returncode == 0


def test_a_worker_with_a_wrong_password_says_so_and_ends(
    both: GraphServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NEO4J_PASSWORD", "another one")
    refused = command("sync")
    assert refused.exit_code == 1
    assert "the server does not let us in" in refused.stderr
    # Who called it gets Ctrl-C back.
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_a_worker_follows_until_it_is_told_to_stop(both: GraphServer) -> None:
    worker = subprocess.Popen(
        [sys.executable, "-c", PROGRAM, "sync"], env=dict(os.environ), stderr=subprocess.PIPE, text=True
    )
    try:
        with Database.from_env() as db:
            recording = db.run(catalog.add_recording(catalog.NewRecording(file_path="/b", file_name="b")))
            wait_synced(db, [("recording", str(recording.id))], timeout=30)
    finally:
        worker.send_signal(signal.SIGTERM)
        _, said = worker.communicate(timeout=30)
    assert (worker.returncode, said) == (0, "the graph follows the database; Ctrl-C ends it\n")
