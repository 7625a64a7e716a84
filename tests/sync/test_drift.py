"""What somebody else wrote into the graph is found, named, mended, and nothing else is called drift."""

from __future__ import annotations

import threading
from uuid import uuid4

import pytest

from tests.sync.lab import Lab
from tracktion_db import graph_migrations
from tracktion_db.errors import StatementError
from tracktion_db.sync import Finding, Worker, drain, list_failures, run, verify

# What is written behind the worker's back, and what is found then: kind and names.
SABOTAGE = {
    "a recording removed": ("MATCH (r:Recording {uid: $uid}) DETACH DELETE r", "recording", "missing"),
    "a property changed": ("MATCH (r:Recording {uid: $uid}) SET r.bpm = 1.5", "recording", "bpm"),
    "a property added": ("MATCH (r:Recording {uid: $uid}) SET r.mine = true", "recording", "mine"),
    "a property removed": ("MATCH (r:Recording {uid: $uid}) REMOVE r.title", "recording", "title"),
    "a relationship cut": (
        "MATCH (:Recording {uid: $uid})-[x:PERFORMED_BY]->() DELETE x",
        "recording",
        "PERFORMED_BY",
    ),
    "a relationship doubled": (
        "MATCH (r:Recording {uid: $uid})-[:HAS_GENRE {primary: true}]->(g)"
        " CREATE (r)-[:HAS_GENRE {primary: true}]->(g)",
        "recording",
        "HAS_GENRE",
    ),
    "a relationship invented": (
        "MATCH (r:Recording {uid: $uid}) MATCH (k:Key {uid: '3B'}) CREATE (r)-[:IN_KEY]->(k)",
        "recording",
        "IN_KEY",
    ),
    "a shared node changed": (
        "MATCH (:Recording {uid: $uid})-[:PART_OF]->(a) SET a.title = 'Another'",
        "recording",
        "PART_OF",
    ),
    "a ghost": ("CREATE (:Recording {uid: 'ghost'})", "recording", "should not be there"),
    "a lonely artist": ("CREATE (:Artist {uid: 'zz', name: 'ZZ'})", "artist", "nothing has it"),
    "a lonely track": ("CREATE (:Track {uid: 'zz', title: 'a', artist: 'b'})", "track", "nothing has it"),
    "an artist renamed": ("MATCH (a:Artist {uid: 'jeffmills'}) SET a.name = 'X'", "artist", "name"),
    "a count changed": (
        "MATCH (:Artist)-[x:COLLABORATED_WITH]->() SET x.count = 99",
        "artist",
        "COLLABORATED_WITH",
    ),
    "genres unrelated": ("MATCH (:Genre)-[x:RELATED_TO]->() DELETE x", "genre", "RELATED_TO"),
    "a genre's place lost": ("MATCH (:Genre)-[x:SUBGENRE_OF]->() DELETE x", "genre", "SUBGENRE_OF"),
    "a transition changed": (
        "MATCH (:Track)-[x:PLAYED_BEFORE]->() SET x.count = 7",
        "track",
        "PLAYED_BEFORE",
    ),
    "a track's artist cut": ("MATCH (:Track)-[x:PERFORMED_BY]->() DELETE x", "track", "PERFORMED_BY"),
    "an album's artist cut": ("MATCH (:Album)-[x:RELEASED_BY]->() DELETE x", "album", "RELEASED_BY"),
    "an entry of a set cut": ("MATCH ()-[x:CONTAINS_TRACK]->() DELETE x", "tracklist", "CONTAINS_TRACK"),
    "a tracklist changed": ("MATCH (t:Tracklist) SET t.source = 'me'", "tracklist", "source"),
    "a tracklist cut off": ("MATCH ()-[x:HAS_TRACKLIST]->() DELETE x", "tracklist", "HAS_TRACKLIST"),
}


@pytest.fixture
def filled(lab: Lab) -> str:
    """A graph that is as it should be; the uid of a recording that has everything."""
    recording = lab.add_recording(
        artist="Jeff Mills feat. Robert Hood",
        title="The Bells",
        album="Kat Moda",
        genre="Techno; House",
        subgenre="Detroit Techno",
        key="Am",
        bpm="138",
    )
    lab.add_recording(artist="Robert Hood", title="Minus", genre="Techno")
    lab.add_tracklist(("Jeff Mills", "The Bells"), ("Robert Hood", "Minus"), recording=recording)
    drain(lab.worker())
    assert verify(lab.db, lab.graph).findings == ()
    return str(recording)


@pytest.mark.parametrize("name", SABOTAGE)
def test_what_somebody_else_wrote_is_found_named_and_mended(lab: Lab, filled: str, name: str) -> None:
    text, kind, what = SABOTAGE[name]
    lab.cypher(text, uid=filled)
    report = verify(lab.db, lab.graph, repair=True)
    assert {finding.why for finding in report.findings} == {"drift"}
    assert any(finding.kind == kind and what in finding.what for finding in report.findings), report
    assert report.enqueued == len(report.findings)
    drain(lab.worker())
    # What is counted anew may have followed from what was mended just now.
    if verify(lab.db, lab.graph, repair=True).findings:
        drain(lab.worker())
    assert verify(lab.db, lab.graph).findings == ()
    lab.check()


KEYS = {
    "ten keys removed": (
        "MATCH (k:Key) WITH k ORDER BY k.uid LIMIT 10 DETACH DELETE k",
        {"10A": ("missing",), "2B": ("missing",), "4A": ("COMPATIBLE",)},
    ),
    "a score changed": (
        "MATCH (:Key {uid: '8A'})-[c:COMPATIBLE]->(:Key {uid: '9A'}) SET c.score = 0.123",
        {"8A": ("COMPATIBLE",)},
    ),
    "a move added": (
        "MATCH (a:Key {uid: '1A'}) MATCH (b:Key {uid: '7A'}) CREATE (a)-[:COMPATIBLE {score: 1.0}]->(b)",
        {"1A": ("COMPATIBLE",)},
    ),
    "a mode changed": ("MATCH (k:Key {uid: '8A'}) SET k.mode = 'major'", {"8A": ("mode",)}),
    "a property added": ("MATCH (k:Key {uid: '8A'}) SET k.mine = 1", {"8A": ("mine",)}),
    "a key invented": ("CREATE (:Key {uid: '13A', name: 'H minor'})", {"13A": ("should not be there",)}),
    "a key without uid": ("CREATE (:Key {name: 'H minor'})", {"": ("should not be there",)}),
}


@pytest.mark.parametrize("name", KEYS)
def test_a_musical_key_that_somebody_else_changed_is_found_and_written_anew(
    lab: Lab, filled: str, name: str
) -> None:
    text, expected = KEYS[name]
    before = lab.dump()
    lab.cypher(text)
    (problem, *_) = graph_migrations.status(lab.graph).problems
    assert problem.startswith("the key ")
    report = verify(lab.db, lab.graph)
    found = {finding.uid: finding.what for finding in report.drift if finding.kind == "key"}
    assert expected.items() <= found.items() and report.rewritten == 0
    assert len(found) == (24 if name == "ten keys removed" else 1)
    assert verify(lab.db, lab.graph, repair=True).rewritten == len(found)
    drain(lab.worker())
    assert verify(lab.db, lab.graph).findings == () and lab.dump() == before
    assert graph_migrations.status(lab.graph).problems == []


def test_labels_and_types_that_are_not_of_the_model_are_not_looked_at(lab: Lab, filled: str) -> None:
    lab.cypher("MATCH (k:Key {uid: '8A'}) CREATE (:Note {text: 'mine'})-[:ABOUT]->(k)")
    lab.cypher("MATCH (r:Recording {uid: $uid}) CREATE (:Note)-[:ABOUT]->(r)", uid=filled)
    assert verify(lab.db, lab.graph, repair=True).findings == ()
    assert len(lab.cypher("MATCH (:Note)-[x:ABOUT]->() RETURN x.text")) == 2


def test_under_load_only_what_was_sabotaged_is_called_drift(lab: Lab, filled: str) -> None:
    lab.write_at_random(seed=5, steps=20)
    drain(lab.worker())
    lab.cypher("MATCH (r:Recording {uid: $uid}) SET r.title = 'Another'", uid=filled)
    ghost = str(uuid4())
    lab.cypher("CREATE (:Recording {uid: $uid})", uid=ghost)
    stop = threading.Event()
    with lab.another_graph() as graph:
        worker = threading.Thread(target=run, args=(Worker(lab.db, graph), stop))
        worker.start()
        enough = threading.Event()

        def write() -> None:
            seed = 6
            while not enough.is_set():
                lab.write_at_random(seed, steps=5)
                seed += 1

        writer = threading.Thread(target=write)
        writer.start()
        reports = [verify(lab.db, lab.graph) for _ in range(4)]
        enough.set()
        writer.join()
        stop.set()
        worker.join()
    # The one that exists may be mended by a change meanwhile; the ghost by nobody.
    for report in reports:
        assert {finding.uid for finding in report.drift} - {filled} == {ghost}, report


def test_what_cannot_be_read_is_refused_with_its_reason_and_hides_no_other(lab: Lab, filled: str) -> None:
    others = [lab.add_recording(title=f"good {number}") for number in range(5)]
    bad = lab.add_recording(title="poison")
    lab.admin.execute("UPDATE recordings SET created_at = 'infinity' WHERE id = %s", (bad,))
    drain(lab.worker())
    lab.cypher("MATCH (r:Recording {uid: $uid}) SET r.title = 'Another'", uid=str(others[2]))
    (failure,) = lab.db.run(list_failures()).items
    reason = f"cannot be compared: {failure.reason}"
    assert set(verify(lab.db, lab.graph).findings) == {
        Finding("recording", str(bad), "refused", (reason,)),
        Finding("recording", str(others[2]), "drift", ("title",)),
    }
    # Without the failure nobody would know: then it is drift, and the worker finds out.
    lab.admin.execute("DELETE FROM graph_failures")
    report = verify(lab.db, lab.graph, repair=True)
    assert Finding("recording", str(bad), "drift", (reason,)) in report.drift and report.enqueued == 2
    drain(lab.worker())
    assert verify(lab.db, lab.graph).findings == (Finding("recording", str(bad), "refused", (reason,)),)


def test_a_shared_node_whose_name_cannot_be_folded_hides_no_other(lab: Lab, filled: str) -> None:
    lab.admin.execute("ALTER FUNCTION search_fold(text) RENAME TO search_fold_of_before")
    lab.admin.execute(
        "CREATE FUNCTION search_fold(value text) RETURNS text LANGUAGE plpgsql IMMUTABLE AS $$ BEGIN"
        " IF value = 'poison' THEN RAISE EXCEPTION 'not this one'; END IF;"
        " RETURN search_fold_of_before(value); END $$"
    )
    lab.cypher(
        "MATCH (r:Recording {uid: $uid}) CREATE (t:Track {uid: 'zz', title: 'poison', artist: 'poison'})",
        uid=filled,
    )
    lab.cypher(
        "MATCH (t:Tracklist) MATCH (x:Track {uid: 'zz'}) CREATE (t)-[:CONTAINS_TRACK {position: 9}]->(x)"
    )
    found = {(finding.kind, finding.uid): finding for finding in verify(lab.db, lab.graph).findings}
    assert found["track", "zz"].what[0].startswith("cannot be compared: sync.fold_names: ")
    assert "CONTAINS_TRACK" in {name for finding in found.values() for name in finding.what}


def test_a_statement_that_fails_for_everything_is_an_error_and_no_list(lab: Lab) -> None:
    for number in range(25):
        lab.add_recording(title=f"{number}")
    drain(lab.worker())
    lab.admin.execute("ALTER TABLE recordings RENAME COLUMN file_hash TO file_hash_of_before")
    with pytest.raises(StatementError):
        verify(lab.db, lab.graph)


def test_what_waits_and_what_was_refused_is_no_drift(lab: Lab, filled: str) -> None:
    waiting = lab.add_recording(artist="Waiting")
    refused = lab.add_recording(artist="Refused")
    lab.admin.execute("DELETE FROM graph_outbox WHERE key = %s", (str(refused),))
    lab.admin.execute(
        "INSERT INTO graph_failures (kind, key, error_code, reason) VALUES ('recording', %s, 'x', 'y')",
        (str(refused),),
    )
    lost = lab.add_recording(artist="Lost")
    lab.admin.execute("DELETE FROM graph_outbox WHERE key = %s", (str(lost),))
    report = verify(lab.db, lab.graph, repair=True)
    assert sorted(report.findings, key=lambda finding: finding.why) == [
        Finding("recording", str(lost), "drift", ("missing",)),
        Finding("recording", str(waiting), "pending", ("missing",)),
        Finding("recording", str(refused), "refused", ("missing",)),
    ]
    assert report.enqueued == 1
