"""Cypher statements proved by a real server: each broken one has exactly its finding, ours have none."""

from __future__ import annotations

import json
import sys
from collections.abc import Generator
from pathlib import Path
from typing import Any

import pytest

from tests.cli.support import command
from tests.fixtures.graph_server import GraphServer
from tracktion_db import graph_migrations
from tracktion_db.check.check import Checked
from tracktion_db.check.cypher import check_cypher, cypher_of
from tracktion_db.check.cypher.plans import Scan, read_neo4j_plan, read_text_plan
from tracktion_db.check.packages import import_package
from tracktion_db.errors import Unavailable
from tracktion_db.graph import Cypher, Graph, GraphSettings, cypher_folder
from tracktion_db.graph.statements import cypher
from tracktion_db.graph_migrations.records import list_migrations
from tracktion_db.mixing import count_nodes
from tracktion_db.records import Record

RIGHT = """\
// Find artists that were credited beside this one.
//
// :param uid: string  of the artist
// :param row_limit: integer  most rows
// :returns: many checked.CheckedArtist
// :access: read
MATCH (:Artist {uid: $uid})<-[:PERFORMED_BY]-(recording:Recording)-[:PERFORMED_BY]->(artist:Artist)
RETURN
    artist.uid AS uid,
    count(recording) AS recordings
ORDER BY recordings DESC, uid
LIMIT $row_limit;
"""
WRITE = """\
// Write artists.
//
// :param rows: map[]  {uid, name}
// :returns: nothing
UNWIND $rows AS row
MERGE (artist:Artist {uid: row.uid})
SET artist.name = row.name;
"""
COUNT = """\
// Count recordings of a tempo.
//
// :param bpm: float  the tempo
// :returns: count
// :access: read
MATCH (recording:Recording {bpm: $bpm})
RETURN count(*) AS count;
"""
EMPTY = """\
// Empty it.
//
// :returns: nothing
MATCH (n) DETACH DELETE n;
"""
PROCEDURE = """\
// Make a label.
//
// :returns: nothing
// :access: read
CALL db.createLabel('Checked');
"""

# Rule, subject, statement, what is written there, what is written instead, and line:column.
BROKEN: list[tuple[str, str | None, str, str, str, str]] = [
    ("record", None, RIGHT, "checked.CheckedArtist", "checked.CheckedArtists", "5:14"),
    ("columns", "recordigs", RIGHT, "AS recordings\nORDER BY recordings", "AS recordigs\nORDER BY recordigs",
     "10:25"),
    ("columns", "name", RIGHT, "AS uid,", "AS uid,\n    artist.name AS name,", "10:20"),
    ("columns", "recordings", RIGHT, ",\n    count(recording) AS recordings\nORDER BY recordings DESC, uid",
     "\nORDER BY uid", "5:14"),
    ("columns", None, COUNT, "AS count", "AS total", "4:14"),
    ("prepare", None, RIGHT, "count(recording)", "count(recordin)", "10:11"),
    ("scan", "Recording", COUNT, "{bpm: $bpm}", "{energy: $bpm}", "6:18"),
    ("waiver", None, RIGHT, "// :access", "// :waive skan: it is small\n// :access", "6:4"),
    ("waiver", None, RIGHT, "// :access", "// :waive prepare: it is small\n// :access", "6:4"),
]  # fmt: skip
# What the embedded server does not show.
BROKEN_ON_NEO4J: list[tuple[str, str | None, str, str, str, str]] = [
    ("prepare", None, RIGHT, "row_limit: integer", "row_limit: string", "12:7"),
    ("prepare", None, WRITE, "rows: map[] ", "rows: string[] ", "6:28"),
    ("read-only", None, PROCEDURE, "Make", "Make", "5:1"),
    ("scan", None, COUNT, "(recording:Recording {bpm: $bpm})", "(recording {bpm: $bpm})", "6:1"),
    ("scan", "PERFORMED_BY", COUNT, "(recording:Recording {bpm: $bpm})",
     "()-[link:PERFORMED_BY]->() WHERE link.since = $bpm", "6:16"),
    ("scan", "Artist", WRITE, "MERGE (artist:Artist {uid: row.uid})",
     "MERGE (artist:Artist {mood: row.uid})", "6:15"),
]  # fmt: skip
UNNEEDED = [(None, "scan"), ("Artists", "scan Artists"), (None, "columns")]


class CheckedArtist(Record):
    """What ``RIGHT`` answers."""

    uid: str
    recordings: int


@pytest.fixture
def settings(clean_graph: GraphServer) -> GraphSettings:
    settings = GraphSettings.from_env(clean_graph.environment)
    with Graph(settings) as graph:
        graph_migrations.apply(graph)
    return settings


def checked(folder: Path, settings: GraphSettings, text: str) -> Checked:
    path = folder / "find_it.cypher"
    path.write_text(text)
    return check_cypher(Cypher.load(folder), settings)


@pytest.mark.parametrize("text", [RIGHT, WRITE, COUNT], ids=["right", "write", "count"])
def test_a_right_statement_has_no_finding(tmp_path: Path, settings: GraphSettings, text: str) -> None:
    found = checked(tmp_path, settings, text)
    assert (found.statements, found.findings, found.waived) == (1, [], [])


def require_exactly(found: Checked, rule: str, subject: str | None, place: str) -> None:
    told = "\n\n".join(map(str, found.findings))
    assert [(one.rule, one.subject) for one in found.findings] == [(rule, subject)], told
    (finding,) = found.findings
    assert finding.statement == "graph.find_it"
    assert str(finding).partition(": ")[0].endswith(f"find_it.cypher:{place}"), told
    assert finding.instead or finding.server


@pytest.mark.parametrize(("rule", "subject", "text", "written", "broken", "place"), BROKEN)
def test_a_broken_statement_has_exactly_its_finding(
    tmp_path: Path,
    clean_graph: GraphServer,
    settings: GraphSettings,
    rule: str,
    subject: str | None,
    text: str,
    written: str,
    broken: str,
    place: str,
) -> None:
    assert written in text
    if clean_graph.kind == "arcadedb" and rule == "prepare":
        place = "7:1"  # it does not say where
    require_exactly(
        checked(tmp_path, settings, text.replace(written, broken, 1)),
        rule,
        subject,
        place,
    )


@pytest.mark.parametrize(("rule", "subject", "text", "written", "broken", "place"), BROKEN_ON_NEO4J)
def test_what_only_neo4j_finds_is_never_passed_over_in_silence(
    tmp_path: Path,
    clean_graph: GraphServer,
    settings: GraphSettings,
    rule: str,
    subject: str | None,
    text: str,
    written: str,
    broken: str,
    place: str,
) -> None:
    assert written in text
    found = checked(tmp_path, settings, text.replace(written, broken, 1))
    if clean_graph.kind == "neo4j":
        require_exactly(found, rule, subject, place)
        assert found.notes == []
    elif not found.findings:
        assert found.notes


@pytest.mark.parametrize(("subject", "waiver"), UNNEEDED)
def test_a_waiver_that_nothing_needs_is_a_finding_of_neo4j(
    tmp_path: Path, clean_graph: GraphServer, settings: GraphSettings, subject: str | None, waiver: str
) -> None:
    text = RIGHT.replace("// :access", f"// :waive {waiver}: it is small\n// :access")
    found = checked(tmp_path, settings, text)
    if clean_graph.kind == "neo4j":
        require_exactly(found, "waiver", subject, "6:4")
    else:
        assert found.findings == []  # what one server has no need to scan, another one may


def test_the_embedded_server_says_what_it_does_not_show(
    tmp_path: Path, clean_graph: GraphServer, settings: GraphSettings
) -> None:
    notes = [note.text for note in checked(tmp_path, settings, WRITE).notes]
    if clean_graph.kind == "neo4j":
        assert notes == []
    else:
        assert len(notes) == 1 and notes[0].endswith("does not show its steps")


def test_a_waived_scan_is_listed_with_its_reason(tmp_path: Path, settings: GraphSettings) -> None:
    text = COUNT.replace(" {bpm: $bpm}", " {energy: $bpm}")
    assert [one.rule for one in checked(tmp_path, settings, text).findings] == ["scan"]
    waived = text.replace("// :access", "// :waive scan Recording: once a year\n// :access")
    found = checked(tmp_path, settings, waived)
    assert found.findings == []
    assert [(one.finding.rule, one.reason) for one in found.waived] == [("scan", "once a year")]


def test_nothing_is_executed_and_nothing_stays(tmp_path: Path, settings: GraphSettings) -> None:
    for name, text in (("make_it", WRITE), ("find_it", RIGHT)):
        (tmp_path / f"{name}.cypher").write_text(text)
    (tmp_path / "empty_it.cypher").write_text(EMPTY)
    before = contents(settings)
    assert before
    check_cypher(Cypher.load(tmp_path), settings)
    assert contents(settings) == before


def contents(settings: GraphSettings) -> list[Any]:
    with Graph(settings) as graph:
        return [graph.run(list_migrations()), graph.run(count_nodes())]


def test_a_server_that_is_not_there_is_told_of() -> None:
    nobody = GraphSettings.from_uri("bolt://127.0.0.1:1", user="neo4j", password="none", connect_timeout=1)
    with pytest.raises(Unavailable):
        check_cypher(cypher, nobody)


# --- ours


@pytest.fixture(scope="module")
def own(graph_server: GraphServer) -> Generator[Checked]:
    modules, errors = import_package("tracktion_db")
    assert not errors
    with graph_server.empty():
        settings = GraphSettings.from_env(graph_server.environment)
        with Graph(settings) as graph:
            graph_migrations.apply(graph)
        statements = cypher_of(modules)
        assert {statement.path for statement in statements.values()} == set(cypher_folder().glob("*.cypher"))
        yield check_cypher(statements, settings)


@pytest.mark.parametrize("name", cypher)
def test_nothing_is_found_in(name: str, own: Checked) -> None:
    found = [str(finding) for finding in own.findings if finding.statement == name]
    assert not found, "\n\n".join(found)


# --- plans as data


def test_operators_of_neo4j_are_read_at_any_depth() -> None:
    def step(operator: str, details: str, *children: Any) -> dict[str, Any]:
        return {"operatorType": f"{operator}@neo4j", "args": {"Details": details}, "children": list(children)}

    plan = step(
        "ProduceResults",
        "uid",
        step("NodeUniqueIndexSeek(Locking)", "UNIQUE n:Artist(uid) WHERE uid = $uid"),
        step("Apply", "", step("NodeByLabelScan", "n:Artist"), step("NodeByLabelScan", "m:Artist")),
        step("AllNodesScan", "n"),
        step("DirectedRelationshipTypeScan", "(anon_0)-[r:KNOWS]->(anon_1)"),
        step("NodeIndexScan", "RANGE INDEX n:Recording(bpm) WHERE bpm IS NOT NULL"),
    )
    assert read_neo4j_plan(["uid"], plan, "rw").scans == [
        Scan("NodeByLabelScan", "Artist"),
        Scan("AllNodesScan", None),
        Scan("DirectedRelationshipTypeScan", "KNOWS"),
        Scan("NodeIndexScan", "Recording"),
    ]
    assert [read_neo4j_plan([], None, kind).writes for kind in ("r", "w", "rw", "s", None)] == [
        False,
        True,
        True,
        False,
        False,
    ]


def test_the_embedded_servers_words_are_read_as_far_as_they_go() -> None:
    shown = read_text_plan(
        "Physical Plan:\n+ Filter [x]\n  + NodeByLabelScan(n:Artist) [cost=0.00]\n"
        "  + NodeIndexRangeScan(m:Album) [index=Album[uid]]\n+ FINAL PROJECTION [uid, name]\n"
    )
    assert (shown.columns, shown.scans, shown.shows_steps) == (
        ["uid", "name"],
        [Scan("NodeByLabelScan", "Artist")],
        True,
    )
    hidden = read_text_plan("Using Traditional Execution (Non-Optimized)\n+ MATCH NODE (n:Artist)\n")
    assert (hidden.columns, hidden.scans, hidden.shows_steps, hidden.writes) == (None, [], False, None)


# --- the command

PACKAGE = {
    "jukebox/__init__.py": "",
    "jukebox/statements.py": (
        "from pathlib import Path\n\nfrom tracktion_db import Record, Statements\n"
        "from tracktion_db.graph import Cypher\n\n"
        "sql = Statements.load(Path(__file__).parent / 'sql')\n"
        "cypher = Cypher.load(Path(__file__).parent / 'cypher')\n\n\n"
        "class CheckedSong(Record):\n    uid: str\n\n\n"
        "class CheckedCount(Record):\n    number: int\n"
    ),
    "jukebox/sql/jukebox/count_it.sql": (
        "-- Count them.\n--\n-- :returns: one jukebox.CheckedCount\n-- :access: read\n"
        "-- :waive index: all of them\nSELECT count(*) AS number FROM recordings;\n"
    ),
    "jukebox/cypher/get_song.cypher": """\
// Get one song.
//
// :param uid: string  of the song
// :returns: at most one jukebox.CheckedSong
// :access: read
MATCH (song:Recording {uid: $uid})
RETURN song.uid AS uuid;
""",
}


def test_the_command_checks_the_cypher_of_a_package(
    tmp_path: Path, database_url: str, clean_graph: GraphServer, settings: GraphSettings,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    for name, text in PACKAGE.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DATABASE_URL", database_url)
    monkeypatch.setattr(sys, "path", [*sys.path])
    without = command("check", "--package", "jukebox", "--json")
    assert json.loads(without.output)["graph_server"] is None
    for name, text in clean_graph.environment.items():
        monkeypatch.setenv(name, text)
    result = command("check", "--package", "jukebox", "--json")
    assert result.exit_code == 1, result.output
    told = json.loads(result.stdout)
    assert told["statements"] == 2
    assert told["graph_server"].startswith("Neo4j/")
    (finding,) = told["findings"]
    assert (finding["path"], finding["line"], finding["column"], finding["rule"]) == (
        "jukebox/cypher/get_song.cypher",
        7,
        20,
        "columns",
    )
    assert "PostgreSQL" in command("check", "--package", "jukebox").output.splitlines()[-1]
    assert command("check", "--graph", "jukebox/sql").exit_code == 2
