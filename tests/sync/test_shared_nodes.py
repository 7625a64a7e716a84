"""Nodes that many things share: what they are follows from all that has them, whoever came and went."""

from __future__ import annotations

from tests.sync.lab import Lab
from tracktion_db.sync import drain


def names(lab: Lab, label: str = "Artist") -> list[str]:
    return [row[0] for row in lab.cypher(f"MATCH (n:{label}) RETURN n.name AS name ORDER BY name")]


def test_an_artist_has_the_least_of_the_names_that_it_is_credited_by(lab: Lab) -> None:
    worker = lab.worker()
    first = lab.add_recording(artist="TIËSTO")
    drain(worker)
    assert names(lab) == ["TIËSTO"]
    second = lab.add_recording(artist="Tiesto")
    drain(worker)
    assert names(lab) == ["TIËSTO"]
    lab.remove(first)
    drain(worker)
    assert names(lab) == ["Tiesto"]
    lab.set(second, "artist", "tiësto")
    drain(worker)
    assert names(lab) == ["tiësto"]
    lab.check()


def test_the_least_name_is_by_code_point_on_every_server(lab: Lab) -> None:
    # By UTF-16 units the mathematical letter would be the lesser one.
    lab.add_recording(artist="\U0001d400phex Twin")
    lab.add_recording(artist="\uff21phex Twin")
    drain(lab.worker(most=1))
    lab.check()
    assert names(lab) == ["\uff21phex Twin"]


def test_the_least_name_stays_by_code_point_when_others_go(lab: Lab) -> None:
    least = lab.add_recording(artist="Aphex Twin")
    lab.add_recording(artist="\U0001d400phex Twin")
    lab.add_recording(artist="\uff21phex Twin")
    worker = lab.worker()
    drain(worker)
    lab.remove(least)
    drain(worker)
    lab.check()


def test_an_unknown_track_is_credited_to_whom_its_set_says_now(lab: Lab) -> None:
    worker = lab.worker()
    lab.add_tracklist(("Straße", "ID"), ("Jeff Mills", "The Bells"))
    drain(worker)
    lab.admin.execute("UPDATE tracklists SET tracks = jsonb_set(tracks, '{0,artist}', '\"A; B\"')")
    drain(worker)
    lab.check()


def test_signs_inside_names_make_no_two_nodes_one(lab: Lab) -> None:
    worker = lab.worker()
    lab.add_recording(albumartist="a\x1fb", album="c")
    lab.add_recording(albumartist="a", album="b\x1fc")
    drain(worker)
    lab.check()
    assert len(lab.cypher("MATCH (a:Album) RETURN a.uid")) == 2


def test_metadata_with_signs_inside_is_not_another_ones(lab: Lab) -> None:
    worker = lab.worker()
    one, other = lab.add_recording(), lab.add_recording()
    lab.set(one, "a", "b\x1fstring\x1f=c")
    lab.set(other, "a\x1fstring\x1f=b", "c")
    drain(worker)
    lab.check()
    assert len(lab.cypher("MATCH (m:Metadata) RETURN m.uid")) == 2


def test_what_nothing_has_any_more_goes(lab: Lab) -> None:
    worker = lab.worker()
    recording = lab.add_recording(artist="A; B", album="X", genre="y; z", subgenre="w", key="8A", title="T")
    tracklist = lab.add_tracklist(("A", "T"), ("C", "U"))
    drain(worker)
    lab.check()
    lab.remove(recording)
    drain(worker)
    lab.check()
    assert names(lab) == ["A", "C"] and names(lab, "Genre") == []
    lab.admin.execute("DELETE FROM tracklists WHERE id = %s", (tracklist,))
    drain(worker)
    lab.check()
    assert names(lab) == []


def test_a_doubled_relationship_becomes_one(lab: Lab) -> None:
    worker = lab.worker()
    recording = lab.add_recording(artist="A; B", genre="x; y")
    tracklist = lab.add_tracklist(("A", "T"), ("B", "U"), recording=recording)
    drain(worker)
    for pattern in (
        "(a:Recording)-[r:PERFORMED_BY]->(b)",
        "(a:Recording)-[r:HAS_GENRE]->(b)",
        "(a:Recording)-[r:HAS_METADATA]->(b)",
        "(a:Recording)-[r:HAS_TRACKLIST]->(b)",
        "(a:Tracklist)-[r:CONTAINS_TRACK]->(b)",
    ):
        type_ = pattern.partition(":")[2].partition(":")[2].partition("]")[0]
        lab.cypher(f"MATCH {pattern} CREATE (a)-[n:{type_}]->(b) SET n = properties(r)")
    lab.admin.execute(
        "INSERT INTO graph_outbox (kind, key) VALUES ('recording', %s), ('tracklist', %s)",
        (str(recording), str(tracklist)),
    )
    drain(worker)
    lab.check()
