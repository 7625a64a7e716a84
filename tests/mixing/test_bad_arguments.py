"""What is wrong with a question is told by the name that its asker gave it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.mixing.library import recording, save, save_artists
from tracktion_db.errors import NotFound, ValidationError
from tracktion_db.graph import Graph
from tracktion_db.mixing import (
    artist_chain,
    collaborators,
    find_artists,
    find_path,
    find_recordings,
    order_crate,
    played_after,
    played_before,
    sets_containing_pair_in_order,
    sets_containing_track,
    sets_containing_two_artists,
    similar_recordings,
    what_mixes_after,
)

Ask = Callable[[str], Any]

# A question about something that there is ("a") and something else, and the argument that the other is.
OF_OTHERS: list[tuple[Ask, str]] = [
    (what_mixes_after, "uid"),
    (lambda other: find_path(other, "a"), "start"),
    (lambda other: find_path("a", other), "goal"),
    (played_after, "uid"),
    (played_before, "uid"),
    (similar_recordings, "uid"),
    (sets_containing_track, "uid"),
    (lambda other: sets_containing_pair_in_order(other, "a"), "first"),
    (lambda other: sets_containing_pair_in_order("a", other), "second"),
    (lambda other: sets_containing_two_artists(other, "a"), "first"),
    (lambda other: sets_containing_two_artists("a", other), "second"),
    (collaborators, "artist"),
    (lambda other: artist_chain(other, "a"), "first"),
    (lambda other: artist_chain("a", other), "second"),
]
SENT: list[tuple[Ask, str]] = [
    *OF_OTHERS,
    (find_recordings, "name"),
    (find_artists, "name"),
    (lambda other: order_crate(["a", other]), "uids[1]"),
    (lambda other: what_mixes_after("a", just_played=["b", other]), "just_played[1]"),
]


@pytest.fixture
def library(graph: Graph) -> Graph:
    """A recording and an artist, each called "a"."""
    save(graph, [recording("a")])
    save_artists(graph, ["a"])
    return graph


@pytest.mark.parametrize(("ask", "argument"), OF_OTHERS)
def test_what_does_not_exist_is_not_found_by_its_argument_and_without_its_value(
    library: Graph, ask: Ask, argument: str
) -> None:
    with pytest.raises(NotFound) as missed:
        library.run(ask("nobody"))
    assert str(missed.value).startswith(f"{argument}: there is no such ")
    assert "nobody" not in str(missed.value)
    assert missed.value.statement is not None and missed.value.statement.startswith("graph.")


def test_of_two_that_do_not_exist_the_first_is_told(library: Graph) -> None:
    with pytest.raises(NotFound, match=r"^start: there is no such recording in the graph$"):
        library.run(find_path("nobody", "nothing"))


def test_a_crate_says_how_many_of_it_do_not_exist(library: Graph) -> None:
    with pytest.raises(NotFound, match=r"^uids: 1 of 2 recordings do not exist"):
        library.run(order_crate(["a", "nobody"]))


@pytest.mark.parametrize("ask", [played_after, similar_recordings, collaborators])
def test_what_exists_and_goes_with_nothing_has_an_empty_answer(library: Graph, ask: Ask) -> None:
    assert library.run(ask("a")) == []


def test_what_was_just_played_need_not_exist(library: Graph) -> None:
    save(library, [recording("b")])
    for just_played, left in ((["nobody"], ["b"]), (["nobody", "b"], [])):
        found = library.run(what_mixes_after("a", just_played=just_played))
        assert [each.recording.uid for each in found] == left


@pytest.mark.parametrize("lone", ["\ud800", "a\udfff", "é\udc80é"])
@pytest.mark.parametrize(("ask", "argument"), SENT)
def test_a_lone_surrogate_is_refused_by_the_name_of_the_argument(ask: Ask, argument: str, lone: str) -> None:
    with pytest.raises(ValidationError) as refused:
        ask(lone)
    assert (refused.value.field, refused.value.reason) == (argument, "must be text without lone surrogates")
    # What is beyond ASCII and whole is another matter.
    ask("Tiësto \N{MUSICAL SYMBOL G CLEF}")
