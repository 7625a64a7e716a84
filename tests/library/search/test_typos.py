"""One typo is forgiven in a short word, two in a long one, and none where the query is right."""

from __future__ import annotations

import pytest

from tests.fixtures.executors import Run
from tests.library.search.asking import names, search, tiers, track

TRACKS = [
    track("Metallica - Enter Sandman"),
    track("Beyoncé - Halo"),
    track("Daft Punk - Around the World"),
    track("Daft Punks - Cover Band"),
    track("Rammstein - Sonne"),
    track("Tiësto - Traffic"),
    track("Testo - Tango"),
    track("Red Snapper - Crusoe Took a Trip"),
    track("Rod - Fishing"),
    track("Kraftwerk - Computerwelt"),
    track("Chromatics - Kill for Love"),
    track("U2 - One"),
    track("M83 - Midnight City"),
    track("M84 - Other City"),
    track("Кино - Группа крови"),
]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("metalica", "Metallica - Enter Sandman"),
        ("metallcia", "Metallica - Enter Sandman"),
        ("mettallicca", "Metallica - Enter Sandman"),
        ("beyonse", "Beyoncé - Halo"),
        ("byonce", "Beyoncé - Halo"),
        ("daft pnuk", "Daft Punk - Around the World"),
        ("dfat punk", "Daft Punk - Around the World"),
        ("ramstein", "Rammstein - Sonne"),
        ("kraftwrek computerwlet", "Kraftwerk - Computerwelt"),
        ("chromatcis kil for love", "Chromatics - Kill for Love"),
        ("enter sandmna", "Metallica - Enter Sandman"),
    ],
)
def test_a_mistyped_name_is_found(run: Run, text: str, found: str) -> None:
    assert tiers(run, text)[0] == (found, "typos")


@pytest.mark.parametrize("text", ["mtlca", "beyxxce", "kraxxxerk", "rmmstn"])
def test_more_typos_than_the_length_of_a_word_allows_are_another_word(run: Run, text: str) -> None:
    assert names(run, text) == []


@pytest.mark.parametrize("text", ["u3", "on", "m85"])
def test_a_word_of_two_letters_is_taken_as_it_stands(run: Run, text: str) -> None:
    assert "U2 - One" not in names(run, text) or text == "on"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("tiesto", "Tiësto - Traffic"),
        ("testo", "Testo - Tango"),
        ("red", "Red Snapper - Crusoe Took a Trip"),
        ("rod", "Rod - Fishing"),
        ("daft punks", "Daft Punks - Cover Band"),
        ("m83", "M83 - Midnight City"),
        ("m84", "M84 - Other City"),
    ],
)
def test_a_correct_query_is_answered_without_its_neighbours(run: Run, text: str, found: str) -> None:
    assert names(run, text) == [found]
    assert all(hit.tier != "typos" for hit in search(run, text).items)


def test_typos_in_other_scripts_are_not_guessed_but_prefixes_are_found(run: Run) -> None:
    assert names(run, "групп") == ["Кино - Группа крови"]
