"""Which tier a track is found in, and in what order: whole names, prefixes, all words, most words, typos."""

from __future__ import annotations

from typing import get_args

import pytest

from tests.fixtures.executors import Run
from tests.library.search.asking import name, names, search, tiers, track
from tracktion_db.library.search_records import Tier

TRACKS = [
    track("Tiësto - Adagio for Strings", album="Just Be"),
    track("Samuel Barber - Adagio for Strings"),
    track("Tiësto - Traffic", album="Parade of the Athletes"),
    track("Adagio - Second Sight"),
    track("Albinoni - Adagio"),
    track("Albinoni - Adagio in G Minor"),
    track("Lara Fabian - Adagio"),
    track("DJ Strings - Slow Adagio Nights"),
    track("Guns N' Roses - November Rain"),
    track("Depeche Mode - Enjoy the Silence"),
    track("Depeche Mode - Personal Jesus"),
    track("The Who - Who Are You"),
    track("Who Cares - It"),
    track("The The - This Is the Day", album="Soul Mining"),
    track("Yes - Roundabout"),
    track("Smokie - Yes I Will"),
    *[track(f"Singer {n:02} - Hello") for n in range(60)],
    track("Adele - Hello"),
    track("Lionel Richie - Hello"),
    track("Hello"),
]


def test_a_title_comes_before_titles_that_begin_so_and_these_before_words(run: Run) -> None:
    assert tiers(run, "adagio") == [
        ("Albinoni - Adagio", "exact"),
        ("Lara Fabian - Adagio", "exact"),
        ("Adagio - Second Sight", "prefix"),
        ("Samuel Barber - Adagio for Strings", "prefix"),
        ("Tiësto - Adagio for Strings", "prefix"),
        ("Albinoni - Adagio in G Minor", "prefix"),
        ("DJ Strings - Slow Adagio Nights", "words"),
    ]


@pytest.mark.parametrize(
    "text",
    ["tiesto adagio for strings", "adagio for strings tiesto", "TIËSTO \u2013 Adagio for Strings"],
)
def test_artist_and_title_in_either_order_are_an_exact_name(run: Run, text: str) -> None:
    assert tiers(run, text)[0] == ("Tiësto - Adagio for Strings", "exact")


@pytest.mark.parametrize("text", ["tiesto ada", "tiesto adagio", "adagio for strings ti"])
def test_an_artist_and_the_beginning_of_a_title_are_a_prefix(run: Run, text: str) -> None:
    assert tiers(run, text)[0] == ("Tiësto - Adagio for Strings", "prefix")


@pytest.mark.parametrize(
    "text",
    ["strings tiesto adagio", "strings for tiesto", "just be adagio strings", "be tiesto just for adagio"],
)
def test_words_are_found_in_any_order_over_title_artist_and_album(run: Run, text: str) -> None:
    assert tiers(run, text)[0] == ("Tiësto - Adagio for Strings", "words")


@pytest.mark.parametrize("text", ["d", "de", "dep", "depe", "depec", "depeche", "depeche m", "depeche mode"])
def test_the_first_letters_of_an_artist_find_all_of_theirs_while_one_types(run: Run, text: str) -> None:
    found = names(run, text)

    assert {"Depeche Mode - Enjoy the Silence", "Depeche Mode - Personal Jesus"} <= set(found)


@pytest.mark.parametrize("text", ["depe mo", "silen depe", "enj sil", "mode enjoy sile"])
def test_every_word_may_be_the_beginning_of_one(run: Run, text: str) -> None:
    assert "Depeche Mode - Enjoy the Silence" in names(run, text)


def test_most_words_are_enough_where_no_track_has_all(run: Run) -> None:
    assert tiers(run, "depeche mode enjoy unknownword")[0] == (
        "Depeche Mode - Enjoy the Silence",
        "most words",
    )


def test_of_two_words_both_must_be_there(run: Run) -> None:
    assert names(run, "depeche unknownword") == []


def test_a_popular_title_is_found_with_its_artist_added(run: Run) -> None:
    assert tiers(run, "hello adele")[0] == ("Adele - Hello", "exact")
    assert tiers(run, "lionel richie hello")[0] == ("Lionel Richie - Hello", "exact")
    assert len(names(run, "hello", limit=100)) == 63


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("the who", "The Who - Who Are You"),
        ("who are you", "The Who - Who Are You"),
        ("it", "Who Cares - It"),
        ("the the", "The The - This Is the Day"),
        ("yes", "Yes - Roundabout"),
    ],
)
def test_stop_words_are_words(run: Run, text: str, first: str) -> None:
    assert names(run, text)[0] == first


def test_ties_stand_in_the_order_of_title_artist_and_id_each_time(run: Run) -> None:
    page = search(run, "hello", limit=100)

    # Of one rank; the artist nobody knows stands last.
    assert [name(hit) for hit in page.items] == [
        "Adele - Hello", "Lionel Richie - Hello", *[f"Singer {n:02} - Hello" for n in range(60)], "Hello",
    ]  # fmt: skip
    assert search(run, "hello", limit=100) == page


@pytest.mark.parametrize(
    "text", ["adagio", "hello", "depe mo", "who", "the", "tiesto adagio strings", "adagoi", "a"]
)
def test_ranks_descend_from_1_to_0_and_tiers_with_them(run: Run, text: str) -> None:
    hits = search(run, text, limit=1000).items
    ranks = [hit.rank for hit in hits]
    order = [get_args(Tier).index(hit.tier) for hit in hits]

    assert hits
    assert ranks == sorted(ranks, reverse=True)
    assert order == sorted(order)
    assert all(0 <= rank <= 1 for rank in ranks)
    bounds = {"exact": 0.98, "prefix": 0.9, "words": 0.4, "most words": 0.2, "typos": 0}
    assert all(hit.rank >= bounds[hit.tier] for hit in hits)


@pytest.mark.parametrize("lowest", [0.0, 0.4, 0.6, 0.9, 0.94, 0.98, 1.0])
def test_a_minimum_rank_leaves_the_hits_from_there_upwards(run: Run, lowest: float) -> None:
    every = search(run, "adagio", limit=100).items
    expected = [name(hit) for hit in every if hit.rank >= lowest]

    assert names(run, "adagio", minimum_rank=lowest, limit=100) == expected
    assert 0 < len(expected) <= len(every)


def test_a_minimum_rank_above_the_typos_does_not_forgive(run: Run) -> None:
    assert names(run, "adagoi")
    assert names(run, "adagoi", minimum_rank=0.5) == []
