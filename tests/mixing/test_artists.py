"""Who worked with whom."""

from __future__ import annotations

from itertools import pairwise
from random import Random

import pytest

from tests.mixing.library import save_artists, save_collaborations
from tracktion_db.errors import NotFound, ValidationError
from tracktion_db.graph import Graph
from tracktion_db.mixing import artist_chain, artists, collaborators

PAIRS = {("a", "b"): 3, ("a", "c"): 1, ("b", "c"): 1, ("b", "d"): 2, ("c", "d"): 5, ("d", "e"): 1}


def test_collaborators_come_by_distance_and_then_by_how_often(graph: Graph) -> None:
    save_collaborations(graph, PAIRS)
    one = graph.run(collaborators("a"))
    assert [(each.uid, each.name, each.depth, each.times) for each in one] == [
        ("b", "B", 1, 3),
        ("c", "C", 1, 1),
    ]
    three = graph.run(collaborators("a", depth=3))
    assert [(each.uid, each.depth, each.via) for each in three] == [
        ("b", 1, "a"),
        ("c", 1, "a"),
        ("d", 2, "c"),
        ("e", 3, "d"),
    ]
    assert len(graph.run(collaborators("a", depth=4, limit=3))) == 3


def test_a_chain_is_as_short_as_any(graph: Graph) -> None:
    draw = Random(4)
    names = [f"n{each:02}" for each in range(30)]
    drawn = [draw.sample(names, 2) for _ in range(40)]
    pairs = {(min(pair), max(pair)): 1 for pair in drawn}
    save_collaborations(graph, pairs)
    save_artists(graph, names)
    near = {name: {other for pair in pairs if name in pair for other in pair} - {name} for name in names}
    lengths: set[int] = set()
    for _ in range(25):
        first, second = draw.sample(names, 2)
        known, edge, length = {first}, {first}, 0
        while second not in known and edge:
            edge = {other for each in edge for other in near[each]} - known
            known |= edge
            length += 1
        chain = graph.run(artist_chain(first, second))
        assert chain.complete
        uids = [each.uid for each in chain.artists]
        if second not in known or length > 6:
            assert uids == []
        else:
            assert len(uids) == length + 1 and (uids[0], uids[-1]) == (first, second)
            assert all(other in near[one] for one, other in pairwise(uids))
            assert chain.times == (1,) * length
            lengths.add(length)
            assert graph.run(artist_chain(first, second, max_length=length)).artists
            assert length == 1 or not graph.run(artist_chain(first, second, max_length=length - 1)).artists
    assert len(lengths) > 2


def test_a_search_among_too_many_says_that_it_gave_up(graph: Graph, monkeypatch: pytest.MonkeyPatch) -> None:
    save_collaborations(graph, PAIRS)
    monkeypatch.setattr(artists, "MOST_KNOWN", 2)
    chain = graph.run(artist_chain("a", "e"))
    assert chain.artists == () and not chain.complete


def test_who_does_not_exist_is_not_found(graph: Graph) -> None:
    save_artists(graph, ["a"])
    assert graph.run(collaborators("a")) == []
    with pytest.raises(NotFound):
        graph.run(collaborators("nobody"))
    with pytest.raises(NotFound):
        graph.run(artist_chain("a", "nobody"))


def test_bad_questions_are_refused_by_their_field() -> None:
    for ask, field in (
        (lambda: collaborators("a", depth=5), "depth"),
        (lambda: collaborators("a", limit=0), "limit"),
        (lambda: artist_chain("a", "a"), "second"),
        (lambda: artist_chain("a", "b", max_length=7), "max_length"),
    ):
        with pytest.raises(ValidationError) as refused:
            ask()
        assert refused.value.field == field
