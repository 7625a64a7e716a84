"""Filters by argument: each alone, together, and over what is unknown."""

# ruff: noqa: RUF001 (look-alikes are the point)

from __future__ import annotations

from typing import Any

import pytest

from tests.fixtures.executors import Run
from tests.library.search.asking import names, search, track

TRACKS = [
    track("One - Night Drive", year=1990, genre="House", album="First", format="flac", status="COMPLETED"),
    track("Two - Night Drive", year=2000, genre="Deep House", album="Second", format="mp3", status="FAILED"),
    track("Three - Night Drive", year=2010, genre="Trance", album="Third Night", format="mp3"),
    track("Four - Night Drive"),
    track("Night Drive", year=2000),
    track("Драйв - Night Drive", album="Ночь", genre="Хаус"),
]


@pytest.mark.parametrize(
    ("where", "expected"),
    [
        ({}, {"One", "Two", "Three", "Four", None, "Драйв"}),
        ({"status": "FAILED"}, {"Two"}),
        ({"status": "PENDING"}, {"Three", "Four", None, "Драйв"}),
        ({"year_from": 2000}, {"Two", "Three", None}),
        ({"year_to": 2000}, {"One", "Two", None}),
        ({"year_from": 2000, "year_to": 2000}, {"Two", None}),
        ({"year_from": 1800, "year_to": 2100}, {"One", "Two", "Three", None}),
        ({"year_from": 2001, "year_to": 1999}, set[str]()),
        ({"format": "MP3"}, {"Two", "Three"}),
        ({"format": "mp"}, set[str]()),
        ({"genre": "house"}, {"One", "Two"}),
        ({"genre": "DEEP hou"}, {"Two"}),
        ({"genre": "хаус"}, {"Драйв"}),
        ({"artist": "on"}, {"One"}),
        ({"artist": "драйв"}, {"Драйв"}),
        ({"album": "third"}, {"Three"}),
        ({"album": "ночь"}, {"Драйв"}),
        ({"status": "FAILED", "year_from": 1999, "genre": "house", "format": "mp3"}, {"Two"}),
        ({"status": "FAILED", "genre": "trance"}, set[str]()),
    ],
)
@pytest.mark.parametrize("text", ["night drive", "night", "drive night", "nigt drive", ""])
def test_a_filter_leaves_what_it_lets_through_in_every_tier(
    run: Run, text: str, where: dict[str, Any], expected: set[str | None]
) -> None:
    if not text and not where:
        assert names(run, text, **where) == []
    else:
        assert {hit.artist for hit in search(run, text, **where).items} == expected


def test_an_unknown_year_is_in_no_range_of_years(run: Run) -> None:
    found = search(run, "night", year_from=1800, year_to=2100).items

    assert found
    assert all(hit.year is not None for hit in found)
