"""What somebody else wrote into the graph is found, named, mended, and nothing else is called drift."""

from __future__ import annotations

import threading
from uuid import uuid4

import pytest

from tests.sync.lab import Lab
from tracktion_db.sync import Finding, Worker, drain, run, verify

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
