"""Pages of any size, one after the other, are the one page of everything: no repeats, no gaps."""

from __future__ import annotations

from typing import Any

import pytest

from tests.fixtures.executors import Run
from tests.library.search.asking import search, track
from tests.library.search.walking import places, walk
from tracktion_db import library
from tracktion_db.library import NewAudioTrack

WORDS = ["Night", "Drive", "Love", "Sun", "Fire", "Metal", "Metallic", "Nights"]
TRACKS = [
    *[track(f"{WORDS[n % 7]} - Love", year=1990 + n % 5, status="FAILED") for n in range(9)],
    *[track("Love - Love Me", year=1991, genre="House") for _ in range(3)],
    *[track(f"Love - {WORDS[n % 8]} {n}", format="flac", genre="Deep House") for n in range(9)],
    *[track(f"Love Unlimited - {WORDS[n % 5]} Train") for n in range(6)],
    *[track(f"Night {n} - {WORDS[n % 3]} of Love", album="Metal Night", year=1992) for n in range(9)],
    *[track(f"{WORDS[n % 8]} {n} - My Lovely Nights", genre="House", year=1993) for n in range(9)],
    *[track(f"Love - {title}") for title in ("Night Drive", "Night", "Drive")],
    *[track(f"Night - {title}") for title in ("Love", "Love Drive", "Loved", "Drive")],
    *[track(f"Metallica {n} - Fade to Black Night Love") for n in range(7)],
    *[track(f"Metalica - Drive Fade {n}", status="FAILED") for n in range(5)],
    *[track("Night Drive") for _ in range(4)],
    *[track(f"東京 {n} - 東京ナイト {n}") for n in range(5)],
]
QUERIES = [
    "love", "lov", "night", "night love", "love night", "love night drive", "lo ni", "love OR drive",
    "metallic", '"of love"', "love -night", "metalicca fade", "metallca fade nope", "東京", "京ナ", "n",
    "metallicc drive love nope fade", "artist:love", "title:love", "year:1990..1992", "year:1991.. love",
    "genre:house", "genre:house lo", "format:flac lov", "album:metal", "artist:night love", "love love",
    "nigth dirve", "love nope drive",
]  # fmt: skip
FILTERS: list[dict[str, Any]] = [
    {},
    {"status": "FAILED"},
    {"year_from": 1991, "year_to": 1993},
    {"genre": "house"},
    {"artist": "lo"},
    {"minimum_rank": 0.45},
    {"minimum_rank": 0.92},
]


@pytest.mark.parametrize("where", FILTERS, ids=str)
@pytest.mark.parametrize("text", QUERIES)
def test_pages_joined_are_the_page_of_everything(run: Run, text: str, where: dict[str, Any]) -> None:
    whole, capped = places(run, text, **where)

    assert not capped
    assert len({track_id for track_id, _, _ in whole}) == len(whole)
    for size, most in ((1, 16), (3, 40), (7, 1000)):
        if len(whole) <= most:
            assert walk(run, text, size, **where) == (whole, False), size


def test_the_queries_reach_every_tier_and_every_mix_of_them(run: Run) -> None:
    reached = {tuple(dict.fromkeys(tier for _, _, tier in places(run, text)[0])) for text in QUERIES}

    assert {tier for mix in reached for tier in mix} == {"exact", "prefix", "words", "most words", "typos"}
    assert ("exact", "prefix", "words") in reached
    assert ("typos",) in reached


def test_a_page_that_is_just_full_has_no_more(run: Run) -> None:
    whole, _ = places(run, "love")

    page = search(run, "love", limit=len(whole))
    assert (len(page.items), page.has_more, page.next_cursor) == (len(whole), False, None)
    assert search(run, "love", limit=len(whole) - 1).has_more


def test_tracks_that_come_and_go_between_pages_move_no_other_track(run: Run) -> None:
    whole, _ = places(run, "love")
    first = search(run, "love", limit=5)
    added = run(library.save_audio_track(NewAudioTrack(title="Love", artist="AAA")))
    rest = search(run, "love", limit=1000, cursor=first.next_cursor)
    run(library.remove_audio_track(added.id))

    assert [hit.id for hit in (*first.items, *rest.items)] == [track_id for track_id, _, _ in whole]
