"""Graph migrations: constraints, indexes and keys, on whichever server the run has."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Generator
from pathlib import Path
from typing import Any

import pytest

from tests.fixtures.graph_server import GraphServer
from tests.graph.schema_rules import Sabotage
from tracktion_db import graph_migrations
from tracktion_db.errors import Conflict, StatementError, TracktionDBError, UsageError
from tracktion_db.graph import Graph, GraphTransaction
from tracktion_db.graph_migrations import building, schema_folder
from tracktion_db.graph_migrations.building import stored_rules
from tracktion_db.graph_migrations.files import read_folder, schema_of
from tracktion_db.graph_migrations.seeds import KEYS
from tracktion_db.music import ALL_KEYS, Key, move
from tracktion_db.sync.projection import KINDS, SHARED

OWN = [file.name for file in read_folder(schema_folder())]
PROCESS = """
import sys
from tracktion_db import graph_migrations
from tracktion_db.graph import Graph
with Graph.from_env() as graph:
    sys.stdin.readline()
    graph_migrations.apply(graph)
"""


@pytest.fixture
def graph(clean_graph: GraphServer) -> Generator[Graph]:
    with Graph.from_env(clean_graph.environment) as graph:
        yield graph


@pytest.fixture
def sabotage(clean_graph: GraphServer) -> Generator[Sabotage]:
    """No constraint and no index, before and after; the test makes what others would be surprised by."""
    with clean_graph.driver() as driver:
        sabotage = Sabotage(driver)
        sabotage.drop_all()
        yield sabotage
        sabotage.delete_all()
        sabotage.drop_all()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the package's own files."""
    return Path(shutil.copytree(schema_folder(), tmp_path / "cypher"))


def write(folder: Path, name: str, text: str) -> None:
    (folder / f"{name}.cypher").write_text(text)


# --- what it makes


def test_an_empty_graph_gets_all_there_is(graph: Graph, sabotage: Sabotage) -> None:
    before = graph_migrations.status(graph)
    assert before.pending == [*OWN, KEYS]
    assert len(before.problems) == len(schema_of(read_folder(schema_folder())).made)
    assert graph_migrations.apply(graph) == [*OWN, KEYS]
    after = graph_migrations.status(graph)
    assert after.pending == [] and after.problems == []
    assert [migration.name for migration in after.migrations] == [*OWN, KEYS]
    assert all(migration.applied_at is not None for migration in after.migrations)


def test_a_second_time_changes_nothing(graph: Graph, sabotage: Sabotage) -> None:
    graph_migrations.apply(graph)
    before, rules = sabotage.contents(), stored_rules(graph)
    assert graph_migrations.apply(graph) == []
    assert sabotage.contents() == before and stored_rules(graph) == rules


def test_each_label_of_the_model_is_unique_by_uid(graph: Graph, sabotage: Sabotage) -> None:
    graph_migrations.apply(graph)
    labels = {kind.label for kind in KINDS.values()} | set(SHARED) | {"SyncFence", "GraphMigration"}
    unique = {rule.owners[0] for rule in stored_rules(graph).values() if rule.type == "UNIQUENESS"}
    assert unique == labels
    for label in sorted(labels):
        with pytest.raises(Exception, match="ConstraintValidationFailed"):
            sabotage.run(f"CREATE (:{label} {{uid: 'twice'}}), (:{label} {{uid: 'twice'}})")


def test_each_index_is_on_something_that_the_model_has(graph: Graph, sabotage: Sabotage) -> None:
    graph_migrations.apply(graph)
    properties = {kind.label: kind.properties for kind in KINDS.values()} | dict(SHARED)
    indexes = [rule for rule in stored_rules(graph).values() if rule.type == "RANGE"]
    assert len(indexes) > 10
    for rule in indexes:
        if rule.entity == "NODE":
            assert rule.properties[0] in properties[rule.owners[0]]


def test_the_keys_are_those_of_music(graph: Graph, sabotage: Sabotage) -> None:
    graph_migrations.apply(graph)
    keys = {key.camelot: key for key in ALL_KEYS}
    nodes = {node["uid"]: node for (node,) in sabotage.rows("MATCH (k:Key) RETURN properties(k)")}
    assert nodes.keys() == keys.keys()
    for uid, node in nodes.items():
        assert Key(node["tonic"], node["mode"]) == keys[uid]
        assert (node["name"], node["number"], node["letter"]) == (
            keys[uid].name,
            keys[uid].number,
            keys[uid].letter,
        )
    links = sabotage.rows("MATCH (a:Key)-[c:COMPATIBLE]->(b:Key) RETURN a.uid, b.uid, properties(c)")
    assert len(links) == 240
    shown = {(one, other): link for one, other, link in links}
    assert len(shown) == 240
    for (one, other), link in shown.items():
        step = move(keys[one], keys[other])
        assert link == {
            "move": step.name,
            "steps": step.steps,
            "score": step.score,
            "blendable": step.blendable,
        }
    blendable = {(a, b) for a in keys for b in keys if move(keys[a], keys[b]).blendable}
    assert blendable <= shown.keys()
    assert {link["move"] for link in shown.values()}.isdisjoint({"clash", "tritone", "distant"})


# --- history


def test_an_edited_file_is_refused(graph: Graph, sabotage: Sabotage, folder: Path) -> None:
    graph_migrations.apply(graph, folder=folder)
    path = folder / f"{OWN[0]}.cypher"
    text = path.read_text()
    path.write_text(text.replace("\n", "\r\n"))
    assert graph_migrations.apply(graph, folder=folder) == []
    path.write_text(text + "// one more\n")
    with pytest.raises(UsageError, match=rf"{OWN[0]} was edited after it was applied"):
        graph_migrations.apply(graph, folder=folder)
    assert any("was edited" in problem for problem in graph_migrations.status(graph, folder=folder).problems)


def test_a_graph_of_a_newer_package_is_refused(graph: Graph, sabotage: Sabotage, folder: Path) -> None:
    write(folder, "0999.later", "CREATE INDEX later IF NOT EXISTS FOR (n:Later) ON (n.name);")
    assert graph_migrations.apply(graph, folder=folder) == [*OWN, "0999.later", KEYS]
    with pytest.raises(UsageError, match=r"the graph has the migration 0999\.later"):
        graph_migrations.apply(graph)


def test_a_file_that_comes_too_late_is_refused(graph: Graph, sabotage: Sabotage, folder: Path) -> None:
    graph_migrations.apply(graph, folder=folder)
    write(folder, "0000.early", "CREATE INDEX early IF NOT EXISTS FOR (n:Early) ON (n.name);")
    with pytest.raises(UsageError, match=r"0000\.early comes too late"):
        graph_migrations.apply(graph, folder=folder)


def test_a_later_file_drops_and_makes_anew(graph: Graph, sabotage: Sabotage, folder: Path) -> None:
    write(
        folder,
        "0900.tempo",
        "CREATE INDEX tempo IF NOT EXISTS FOR (n:Recording) ON (n.tempo);\n"
        "CREATE INDEX gone IF NOT EXISTS FOR (n:Recording) ON (n.gone);",
    )
    graph_migrations.apply(graph, folder=folder)
    write(
        folder,
        "0901.tempo_again",
        "DROP INDEX gone IF EXISTS; DROP INDEX tempo IF EXISTS;\n"
        "CREATE INDEX tempo IF NOT EXISTS FOR (n:Recording) ON (n.energy);",
    )
    for applied in (["0901.tempo_again"], []):
        assert graph_migrations.apply(graph, folder=folder) == applied
        rules = stored_rules(graph)
        assert rules["tempo"].properties == ["energy"] and "gone" not in rules
    # All over again, on a schema that is further than the first file: nothing of it is undone.
    sabotage.delete_all()
    assert graph_migrations.apply(graph, folder=folder)[-2:] == ["0901.tempo_again", KEYS]
    assert stored_rules(graph) == rules


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", r"9\.cypher:1:1: the file has no statement"),
        ("CREATE INDEX a FOR (n:A) ON (n.b);", r"9\.cypher:1:1: not a statement of schema"),
        ("CREATE INDEX IF NOT EXISTS FOR (n:A) ON (n.b);", "not a statement of schema"),
        (
            "CREATE CONSTRAINT a IF NOT EXISTS FOR (n:A) REQUIRE (n.b, n.c) IS UNIQUE;",
            "not a statement of schema",
        ),
        ("CREATE INDEX a IF NOT EXISTS FOR (n:A) ON (m.b);", "not a statement of schema"),
        ("CREATE INDEX a IF NOT EXISTS FOR (n:A) ON (n.b)", "not a statement of schema"),
        ("CREATE TEXT INDEX a IF NOT EXISTS FOR (n:A) ON (n.b);", "not a statement of schema"),
        ("CREATE CONSTRAINT a IF NOT EXISTS FOR (n:A) REQUIRE n.b IS NOT NULL;", "not a statement of schema"),
        ("// Well.\nMATCH (n) DETACH DELETE n;", r"9\.cypher:2:1: not a statement of schema"),
        ("DROP INDEX nothing IF EXISTS;", r"9\.cypher:1:1: no nothing to drop"),
        ("CREATE INDEX track_key IF NOT EXISTS FOR (n:A) ON (n.b);", "track_key is made already"),
    ],
)
def test_a_wrong_file_is_refused_before_anything_is_done(
    graph: Graph, sabotage: Sabotage, folder: Path, text: str, message: str
) -> None:
    write(folder, "0999.9", text)
    (folder / "0999.9.cypher").rename(folder / "0999.x9.cypher")
    with pytest.raises(StatementError, match=message.replace(r"9\.cypher", r"0999\.x9\.cypher")):
        graph_migrations.apply(graph, folder=folder)
    assert stored_rules(graph) == {}


def test_two_files_of_one_number_are_refused(graph: Graph, folder: Path) -> None:
    write(folder, "0001.other", "CREATE INDEX a IF NOT EXISTS FOR (n:A) ON (n.b);")
    with pytest.raises(UsageError, match="have one number"):
        graph_migrations.apply(graph, folder=folder)


# --- what is in the way


def test_another_schema_under_a_name_of_ours_is_refused(graph: Graph, sabotage: Sabotage) -> None:
    sabotage.run("CREATE INDEX recording_bpm IF NOT EXISTS FOR (n:Recording) ON (n.energy)")
    with pytest.raises(
        UsageError, match=r"recording_bpm is to be index on Recording\.bpm.*Recording\.energy"
    ):
        graph_migrations.apply(graph)
    sabotage.run("DROP INDEX recording_bpm")
    assert graph_migrations.apply(graph) == [*OWN, KEYS]


def test_a_constraint_of_another_kind_under_a_name_of_ours_is_refused(
    graph: Graph, sabotage: Sabotage
) -> None:
    sabotage.run("CREATE CONSTRAINT recording_bpm IF NOT EXISTS FOR (n:Recording) REQUIRE n.bpm IS UNIQUE")
    with pytest.raises(UsageError, match=r"recording_bpm is to be index .*uniqueness constraint"):
        graph_migrations.apply(graph)


def test_an_index_in_the_place_of_a_constraint_is_refused(
    graph: Graph, sabotage: Sabotage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(building, "PATIENCE_SECONDS", 0.2)
    sabotage.run("CREATE INDEX artist_uid IF NOT EXISTS FOR (n:Artist) ON (n.uid)")
    with pytest.raises(UsageError, match=r"artist_uid is to be uniqueness .*has index on Artist\.uid"):
        graph_migrations.apply(graph)


def test_our_schema_under_another_name_is_refused(graph: Graph, sabotage: Sabotage) -> None:
    sabotage.run("CREATE INDEX theirs IF NOT EXISTS FOR (n:Recording) ON (n.uid)")
    with pytest.raises(UsageError, match="called theirs: drop that"):
        graph_migrations.apply(graph)


def test_our_constraint_under_another_name_is_refused(
    graph: Graph, sabotage: Sabotage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(building, "PATIENCE_SECONDS", 0.2)
    sabotage.run("CREATE CONSTRAINT theirs IF NOT EXISTS FOR (n:Recording) REQUIRE n.uid IS UNIQUE")
    with pytest.raises(UsageError, match="called theirs: drop that"):
        graph_migrations.apply(graph)


def test_what_is_not_ours_stays(graph: Graph, sabotage: Sabotage) -> None:
    sabotage.run("CREATE INDEX theirs IF NOT EXISTS FOR (n:Recording) ON (n.mood)")
    graph_migrations.apply(graph)
    assert "theirs" in stored_rules(graph)
    assert graph_migrations.status(graph).problems == []


def test_nodes_with_the_same_uid_are_told_of(graph: Graph, sabotage: Sabotage) -> None:
    sabotage.run("CREATE (:Artist {uid: 'secret name'}), (:Artist {uid: 'secret name'})")
    with pytest.raises(
        Conflict, match=r"0001\.nodes\.cypher:\d+: several nodes Artist have the same uid"
    ) as told:
        graph_migrations.apply(graph)
    assert "secret name" not in str(told.value)
    assert graph_migrations.status(graph).pending == [*OWN, KEYS]
    sabotage.run("MATCH (n:Artist) DETACH DELETE n")
    assert graph_migrations.apply(graph) == [*OWN, KEYS]


def test_what_somebody_dropped_is_made_again(graph: Graph, sabotage: Sabotage) -> None:
    graph_migrations.apply(graph)
    sabotage.run("DROP CONSTRAINT artist_uid")
    sabotage.run("DROP INDEX similar_to_score")
    assert len(graph_migrations.status(graph).problems) == 2
    assert graph_migrations.apply(graph) == []
    assert graph_migrations.status(graph).problems == []


# --- crashes and company


class Crash(Exception):
    pass


@pytest.mark.parametrize("after", [0, 1, 7, 16])
def test_a_run_that_died_in_the_middle_of_the_schema_goes_on(
    graph: Graph, sabotage: Sabotage, monkeypatch: pytest.MonkeyPatch, after: int
) -> None:
    done: list[str] = []
    define = Graph.define

    def dies(self: Graph, text: str, *, timeout: float | None = None) -> None:
        if len(done) == after:
            raise Crash
        define(self, text, timeout=timeout)
        done.append(text)

    with monkeypatch.context() as patched:
        patched.setattr(Graph, "define", dies)
        with pytest.raises(Crash):
            graph_migrations.apply(graph)
    assert len(stored_rules(graph)) == after
    assert graph_migrations.apply(graph) == [*OWN, KEYS]
    assert graph_migrations.status(graph).problems == []


def test_a_run_that_died_before_it_recorded_goes_on(
    graph: Graph, sabotage: Sabotage, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(graph_migrations, "add_migrations", crash)
        with pytest.raises(Crash):
            graph_migrations.apply(graph)
    status = graph_migrations.status(graph)
    assert status.problems == [] and status.pending == [*OWN, KEYS]
    assert graph_migrations.apply(graph) == [*OWN, KEYS]


def crash(files: object) -> Any:
    raise Crash


def test_a_seed_that_died_leaves_nothing_half_done(
    graph: Graph, sabotage: Sabotage, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = GraphTransaction.run

    def dies(self: GraphTransaction, call: Any) -> Any:
        if call.statement.name == "graph.end_key_seed":
            raise Crash
        return run(self, call)

    with monkeypatch.context() as patched:
        patched.setattr(GraphTransaction, "run", dies)
        with pytest.raises(Crash):
            graph_migrations.apply(graph)
    assert sabotage.rows("MATCH (n:Key) RETURN n.uid") == []
    assert graph_migrations.status(graph).pending == [KEYS]
    assert graph_migrations.apply(graph) == [KEYS]


def test_keys_that_are_not_as_they_should_be_are_written_again(graph: Graph, sabotage: Sabotage) -> None:
    graph_migrations.apply(graph)
    before = sabotage.contents()
    for wrong in (
        "MATCH (m:GraphMigration {uid: 'data.keys'}) SET m.hash = 'of older rules'",
        "MATCH (k:Key {uid: '8A'}) DETACH DELETE k",
        "MATCH (:Key {uid: '8A'})-[c:COMPATIBLE]->(:Key {uid: '9A'}) DELETE c",
        "MATCH (a:Key {uid: '1A'}), (b:Key {uid: '7A'}) CREATE (a)-[:COMPATIBLE {move: 'old rule'}]->(b)",
        "MATCH (:Key {uid: '8A'})-[c:COMPATIBLE]->(:Key {uid: '9A'}) SET c.score = 0.123",
        "MATCH (k:Key {uid: '8A'}) SET k.mode = 'major'",
        "CREATE (:Key {uid: '13A'})",
    ):
        sabotage.run(wrong)
        assert sabotage.contents() != before
        assert bool(graph_migrations.status(graph).problems) == ("hash" not in wrong)
        assert graph_migrations.apply(graph) == [KEYS]
        assert sabotage.contents() == before


def test_processes_that_start_at_once_all_succeed(
    clean_graph: GraphServer, graph: Graph, sabotage: Sabotage
) -> None:
    workers = [
        subprocess.Popen(
            [sys.executable, "-W", "error", "-c", PROCESS],
            env=clean_graph.environment,
            stdin=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for _ in range(3)
    ]
    for worker in workers:
        assert worker.stdin is not None
        worker.stdin.write("go\n")
        worker.stdin.flush()
    problems = [worker.communicate(timeout=120)[1] for worker in workers]
    assert [worker.returncode for worker in workers] == [0, 0, 0], problems
    assert graph_migrations.status(graph).problems == []
    assert graph_migrations.apply(graph) == []
    assert len(sabotage.rows("MATCH (m:GraphMigration) RETURN m.uid")) == len(OWN) + 1
    assert len(sabotage.rows("MATCH (:Key)-[c:COMPATIBLE]->(:Key) RETURN c.move")) == 240


def test_a_refusal_that_is_no_race_is_an_error(
    graph: Graph, sabotage: Sabotage, monkeypatch: pytest.MonkeyPatch
) -> None:
    define = Graph.define

    def garbled(self: Graph, text: str, *, timeout: float | None = None) -> None:
        define(self, text.replace("REQUIRE", "REQUIER"), timeout=timeout)

    monkeypatch.setattr(Graph, "define", garbled)
    with pytest.raises(StatementError, match=r"0001\.nodes\.cypher:\d+:1: the server refuses it"):
        graph_migrations.apply(graph)


def test_an_index_that_takes_too_long_is_told_of(graph: Graph, sabotage: Sabotage) -> None:
    graph_migrations.apply(graph)
    real = building.list_indexes()

    class Slow:
        def run(self, call: Any) -> Any:
            found = graph.run(call)
            if call != real:
                return found
            return [rule.model_copy(update={"state": "POPULATING"}) for rule in found]

        define = graph.define

    schema = schema_of(read_folder(schema_folder()))
    with pytest.raises(TracktionDBError, match="is not filled yet") as told:
        building.build(Slow(), schema, 0.2)  # pyright: ignore[reportArgumentType]
    assert told.value.code == "timed_out"


def test_names_outlive_a_restart_of_the_server(
    clean_graph: GraphServer, graph: Graph, sabotage: Sabotage
) -> None:
    graph_migrations.apply(graph)
    clean_graph.kill()
    clean_graph.start()
    with Graph.from_env(clean_graph.environment) as again:
        assert graph_migrations.status(again).problems == []
        assert graph_migrations.apply(again) == []
