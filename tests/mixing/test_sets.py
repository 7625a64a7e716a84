"""What was really played: before and after, and in which sets."""

from __future__ import annotations

from typing import Any

import pytest

from tests.mixing.library import FIRST_DAY, recording, save, save_artists, save_sets, write
from tracktion_db.errors import NotFound, ValidationError
from tracktion_db.graph import Graph
from tracktion_db.mixing import (
    played_after,
    played_before,
    sets_containing_pair_in_order,
    sets_containing_track,
    sets_containing_two_artists,
)

SETS = {
    "x": ["one", "two", "three"],
    "y": ["One", "two", "unknown", "three"],
    "z": ["two", "one", "one", "three"],
}
KEYS = {"One": "one", "unknown": ""}


def test_what_follows_and_what_comes_before_is_counted_over_all_spellings(graph: Graph) -> None:
    save_sets(graph, SETS, KEYS)
    save(graph, [recording("a", track="one"), recording("b", track="two"), recording("b2", track="two")])
    # By the recording, by the track and by its other spelling.
    for uid in ("a", "one", "One"):
        after = graph.run(played_after(uid))
        assert [(each.track, each.times, each.recordings) for each in after] == [
            ("two", 2, ["b", "b2"]),
            ("three", 1, []),
        ]
        assert after[0].last_at == FIRST_DAY.replace(day=2)
        assert (after[0].title, after[0].artist) == ("title two", "artist two")
        before = graph.run(played_before(uid))
        assert [(each.track, each.times) for each in before] == [("two", 1)]
    assert graph.run(played_after("one", limit=1))[0].track == "two"


def test_a_track_that_nobody_knows_has_no_neighbours(graph: Graph) -> None:
    save_sets(graph, SETS, KEYS)
    save(graph, [recording("nameless")])
    for uid in ("unknown", "nameless"):
        assert graph.run(played_after(uid)) == []
        assert graph.run(sets_containing_track(uid)) == []
    assert [each.track for each in graph.run(played_after("two"))] == ["one", "three"]


def test_sets_with_a_track_say_where_it_was_first_played(graph: Graph) -> None:
    save_sets(graph, SETS, KEYS)
    found = graph.run(sets_containing_track("one"))
    assert [(each.uid, each.position) for each in found] == [("z", 1), ("y", 0), ("x", 0)]
    assert found[0].played_at == FIRST_DAY.replace(day=3) and found[0].title == "set z"
    assert len(graph.run(sets_containing_track("one", limit=2))) == 2


def test_sets_with_a_pair_keep_its_order(graph: Graph) -> None:
    save_sets(graph, SETS, KEYS)

    def places(first: str, second: str, **options: Any) -> list[tuple[str, int, int]]:
        found = graph.run(sets_containing_pair_in_order(first, second, **options))
        return [(each.uid, each.first_position, each.second_position) for each in found]

    assert places("one", "three") == [("z", 2, 3), ("y", 0, 3), ("x", 0, 2)]
    assert places("one", "three", adjacent=True) == [("z", 2, 3)]
    assert places("two", "one") == [("z", 0, 1)]
    assert places("three", "one") == []


def test_sets_with_two_artists_count_the_tracks_of_each(graph: Graph) -> None:
    save_sets(graph, SETS, KEYS)
    save_artists(graph, ["p", "q"])
    write(
        graph,
        "link_track_artists",
        [
            {"uid": track, "target": artist, "place": role, "properties": {"role": role}}
            for track, artist, role in (
                ("one", "p", "primary"),
                ("one", "p", "remixer"),
                ("two", "q", "primary"),
            )
        ],
    )
    found = graph.run(sets_containing_two_artists("p", "q"))
    assert [(each.uid, each.first_tracks, each.second_tracks) for each in found] == [("z", 2, 1), ("x", 1, 1)]
    save_artists(graph, ["idle"])
    assert graph.run(sets_containing_two_artists("p", "idle")) == []


@pytest.mark.parametrize("ask", [played_after, played_before, sets_containing_track])
def test_what_does_not_exist_is_not_found(graph: Graph, ask: Any) -> None:
    with pytest.raises(NotFound):
        graph.run(ask("nobody"))
    with pytest.raises(NotFound):
        graph.run(sets_containing_pair_in_order("nobody", "nothing"))


def test_bad_questions_are_refused_by_their_field() -> None:
    for ask, field in (
        (lambda: played_after(""), "uid"),
        (lambda: played_after("a", limit=0), "limit"),
        (lambda: sets_containing_track("a", limit=1_001), "limit"),
        (lambda: sets_containing_pair_in_order("a", "a"), "second"),
        (lambda: sets_containing_two_artists("a", "a"), "second"),
        (lambda: sets_containing_two_artists("a", "b" * 3_000), "second"),
    ):
        with pytest.raises(ValidationError) as refused:
            ask()
        assert refused.value.field == field
