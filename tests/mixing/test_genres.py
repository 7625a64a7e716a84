"""The tree of genres, whatever the data says."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tests.mixing.library import recording, save, write
from tracktion_db.graph import Graph
from tracktion_db.mixing import count_nodes, count_relationships, genre_tree
from tracktion_db.mixing.genres import GenreCount, Subgenre, grown


def tree_of(links: dict[tuple[str, str], int]) -> tuple[dict[str, str | None], tuple[tuple[str, ...], ...]]:
    names = sorted({name for pair in links for name in pair})
    genres = [GenreCount(uid=name, name=name, recordings=0) for name in names]
    tree = grown(genres, [Subgenre(uid=one, parent=up, count=n) for (one, up), n in links.items()])
    return {each.uid: each.parent for each in tree.branches}, tree.cycles


def test_a_genre_is_below_the_one_that_most_recordings_show() -> None:
    parents, cycles = tree_of({("acid", "techno"): 2, ("acid", "house"): 5, ("house", "dance"): 1})
    assert parents == {"acid": "house", "house": "dance", "dance": None, "techno": None}
    assert cycles == ()


def test_circles_are_cut_and_told() -> None:
    parents, cycles = tree_of({("a", "b"): 1, ("b", "c"): 1, ("c", "a"): 1, ("d", "c"): 1, ("e", "e"): 9})
    assert parents == {"a": None, "c": "a", "b": "c", "d": "c", "e": None}
    assert cycles == (("a", "b", "c"),)


@given(
    st.dictionaries(st.tuples(st.sampled_from("abcdefgh"), st.sampled_from("abcdefgh")), st.integers(1, 9))
)
def test_every_genre_comes_once_below_what_came_before(links: dict[tuple[str, str], int]) -> None:
    names = {name for pair in links for name in pair}
    tree = grown(
        [GenreCount(uid=name, name=name, recordings=1) for name in sorted(names)],
        [Subgenre(uid=one, parent=up, count=n) for (one, up), n in links.items()],
    )
    depths: dict[str, int] = {}
    for branch in tree.branches:
        assert branch.uid not in depths
        depths[branch.uid] = 0 if branch.parent is None else depths[branch.parent] + 1
        assert branch.depth == depths[branch.uid]
    assert set(depths) == names


def test_a_chain_of_thousands_is_no_deeper_than_memory() -> None:
    links = {(f"g{each:05}", f"g{each + 1:05}"): 1 for each in range(5_000)}
    parents, cycles = tree_of(links)
    assert len(parents) == 5_001 and cycles == ()


def test_the_graph_answers_its_tree_and_its_counts(graph: Graph) -> None:
    save(graph, [recording("a"), recording("b")])
    write(
        graph,
        "save_genres",
        [{"uid": each, "properties": {"uid": each, "name": each}} for each in ("x", "y")],
    )
    write(
        graph,
        "link_recording_genres",
        [{"uid": each, "target": "x", "properties": {"primary": True}} for each in ("a", "b")],
    )
    write(graph, "set_subgenres", [{"uid": "x", "target": "y", "count": 2}])
    tree = graph.run(genre_tree())
    assert [(each.uid, each.depth, each.recordings) for each in tree.branches] == [("y", 0, 0), ("x", 1, 2)]
    assert {each.label: each.count for each in graph.run(count_nodes())} == {"Genre": 2, "Recording": 2}
    counted = {each.type: each.count for each in graph.run(count_relationships())}
    assert counted == {"HAS_GENRE": 2, "SUBGENRE_OF": 1}
