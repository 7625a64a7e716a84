"""What may be typed besides words: quotes, ``-word``, ``OR``, fields and years."""

from __future__ import annotations

import pytest

from tests.fixtures.executors import Run
from tests.library.search.asking import names, search, track

TRACKS = [
    track("Taylor Swift - Love Story", year=2008, genre="Pop", album="Fearless", format="mp3"),
    track("Indila - Love Story", year=2014, genre="Chanson", album="Mini World", format="flac"),
    track("Someone - Story of Love", genre="Drum & Bass", format="FLAC"),
    track("Tiësto - Lethal Industry", year=2001, genre="Trance", album="In My Memory", format="flac"),
    track("Armin van Buuren - Communication", year=1999, genre="Trance", album="76"),
    track("Armin van Buuren - Love You More", year=2005, genre="Trance", album="Shivers"),
    track("U2 - Live at Red Rocks", year=1983, genre="Rock"),
    track("At Rocks - Red Live", year=1984, genre="Rock"),
    track("The Artist - Tiësto Tribute", year=2012, genre="House"),
    track("Oasis - Morning Glory OR Not", year=1995),
]


QUERIES: list[tuple[str, set[str]]] = [
    # phrases
    ('"love story"', {"Taylor Swift - Love Story", "Indila - Love Story"}),
    ("“love story”", {"Taylor Swift - Love Story", "Indila - Love Story"}),
    ('"LÖVE  STORY!"', {"Taylor Swift - Love Story", "Indila - Love Story"}),
    ('"story of"', {"Someone - Story of Love"}),
    ('"love stor"', set()),
    ('"in my memory"', {"Tiësto - Lethal Industry"}),
    ('"swift love"', set()),
    ('"love story" taylor', {"Taylor Swift - Love Story"}),
    ('taylor "love story"', {"Taylor Swift - Love Story"}),
    ('"love', {"Taylor Swift - Love Story", "Indila - Love Story", "Someone - Story of Love",
               "Armin van Buuren - Love You More"}),
    # unwanted words
    ("love -story", {"Armin van Buuren - Love You More"}),
    ("-story love", {"Armin van Buuren - Love You More"}),
    ("story -taylor -indila", {"Someone - Story of Love"}),
    ('love -"love story"', {"Armin van Buuren - Love You More", "Someone - Story of Love"}),
    ('rocks -"live at"', {"At Rocks - Red Live"}),
    ("love -unknown", {"Taylor Swift - Love Story", "Indila - Love Story", "Someone - Story of Love",
                       "Armin van Buuren - Love You More"}),
    # alternatives
    ("lethal OR communication", {"Tiësto - Lethal Industry", "Armin van Buuren - Communication"}),
    ("taylor love OR armin love", {"Taylor Swift - Love Story", "Armin van Buuren - Love You More"}),
    # in alternatives a phrase is its words
    ('lethal OR "love story"', {"Tiësto - Lethal Industry", "Taylor Swift - Love Story",
                                "Indila - Love Story", "Someone - Story of Love"}),
    ("lethal OR love -story", {"Tiësto - Lethal Industry", "Armin van Buuren - Love You More"}),
    ("lethal OR unknown", {"Tiësto - Lethal Industry"}),
    ("glory or not", {"Oasis - Morning Glory OR Not"}),
    ("morning glory OR", {"Oasis - Morning Glory OR Not"}),
    # fields
    ("artist:tiesto", {"Tiësto - Lethal Industry"}),
    ("artist:ties", {"Tiësto - Lethal Industry"}),
    ('artist:"armin van"', {"Armin van Buuren - Communication", "Armin van Buuren - Love You More"}),
    ("Artist:Armin love", {"Armin van Buuren - Love You More"}),
    ("artist:armin artist:buuren love", {"Armin van Buuren - Love You More"}),
    ("title:tiesto", {"The Artist - Tiësto Tribute"}),
    ("title:live", {"U2 - Live at Red Rocks", "At Rocks - Red Live"}),
    ("album:fearless", {"Taylor Swift - Love Story"}),
    ('album:"mini world"', {"Indila - Love Story"}),
    ("genre:trance love", {"Armin van Buuren - Love You More"}),
    ('genre:"drum & bass"', {"Someone - Story of Love"}),
    ("genre:trance", {"Tiësto - Lethal Industry", "Armin van Buuren - Communication",
                      "Armin van Buuren - Love You More"}),
    ("format:flac story", {"Indila - Love Story", "Someone - Story of Love"}),
    ("format:FLAC", {"Indila - Love Story", "Someone - Story of Love", "Tiësto - Lethal Industry"}),
    ("artist:tiesto -lethal", set()),
    # years
    ("year:2008", {"Taylor Swift - Love Story"}),
    ("story year:2008..2014", {"Taylor Swift - Love Story", "Indila - Love Story"}),
    ("love year:2005..", {"Taylor Swift - Love Story", "Indila - Love Story",
                          "Armin van Buuren - Love You More"}),
    ("year:..1983", {"U2 - Live at Red Rocks"}),
    ("genre:trance year:2000..2010", {"Tiësto - Lethal Industry", "Armin van Buuren - Love You More"}),
    ("love year:2014..2005", set()),
    # all together
    ('"love" artist:taylor year:2000.. genre:pop -indila', {"Taylor Swift - Love Story"}),
    ("love OR lethal genre:trance year:2000..", {"Tiësto - Lethal Industry",
                                                 "Armin van Buuren - Love You More"}),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), QUERIES)
def test_a_query_finds_just_what_it_says(run: Run, text: str, expected: set[str]) -> None:
    found = names(run, text)

    assert set(found) == expected
    assert len(found) == len(expected)


@pytest.mark.parametrize(
    "text", ["artist:", "year:soon", "year:", '"', "-", "--", "OR", ":", "genre: ", "year:20100"]
)
def test_what_is_no_syntax_is_plain_words_and_no_error(run: Run, text: str) -> None:
    assert search(run, text).next_cursor is None


def test_a_query_of_unwanted_words_only_is_plain_words(run: Run) -> None:
    assert names(run, "-lethal -industry") == ["Tiësto - Lethal Industry"]


def test_unwanted_words_are_unwanted_where_an_argument_asks_for_something(run: Run) -> None:
    assert names(run, "-love", artist="armin") == ["Armin van Buuren - Communication"]
    assert names(run, "-love", genre="trance", year_from=2000) == ["Tiësto - Lethal Industry"]
    assert names(run, "-lethal", year_from=1999, year_to=2001) == ["Armin van Buuren - Communication"]


def test_an_argument_takes_the_place_of_the_same_field_in_the_text(run: Run) -> None:
    assert names(run, "artist:taylor love", artist="armin") == ["Armin van Buuren - Love You More"]
    assert names(run, "year:1983 live", year_from=1984, year_to=1984) == ["At Rocks - Red Live"]
