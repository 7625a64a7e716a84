"""No text raises or finds nonsense, whether it is asked for or is a name."""

# ruff: noqa: RUF001 (look-alikes are the point)

from __future__ import annotations

import random
from itertools import cycle
from typing import Any
from unicodedata import category

import pytest

from tests.fixtures.executors import Run, blocking_run
from tests.library.search.asking import search, track
from tests.library.search.hostile import HOSTILE, random_text
from tracktion_db import Settings, library
from tracktion_db.errors import ValidationError
from tracktion_db.library import NewAudioTrack

SEED = 20_261_121
TRACKS = [
    track("Tiësto - Adagio for Strings", album="Just Be", genre="Trance", year=2004, format="flac"),
    track("!!! - Me and Giuliani Down by the School Yard"),
    track("+44 - When Your Heart Stops Beating"),
    track("∆ - Breezeblocks"),
    track("*** - Untitled"),
    track("Metallica - One"),
    track("東京 - ナイト"),
]
FIELDS = ["artist", "album", "genre", "format"]


def test_any_text_may_be_asked_for(run: Run) -> None:
    for text in HOSTILE:
        page = search(run, text, limit=1000, snippets="html")
        assert len(page.items) <= len(TRACKS), repr(text)
        assert page.next_cursor is None, repr(text)


def test_any_text_may_be_in_a_filter(run: Run) -> None:
    for text, field in zip(HOSTILE, cycle(FIELDS), strict=False):
        assert len(search(run, "", **{field: text}).items) <= len(TRACKS), repr(text)


def test_any_text_may_stand_behind_a_field_in_quotes_or_behind_a_minus(run: Run) -> None:
    fields = cycle(["artist", "title", "album", "genre", "format", "year", "-artist"])
    for text, field in zip(HOSTILE, fields, strict=False):
        query = f'{field}:"{text}" {field}:{text} -{text} "{text}" {text} OR "{text}"'
        assert len(search(run, query).items) <= len(TRACKS), repr(query)


@pytest.mark.parametrize(
    "text", ["", " ", "\t\n", "\u3000", "\u200f", "\u0301", "'", '"', "_", "%", "\\", ":*", "&|!()<->"]
)
def test_what_asks_for_nothing_or_for_a_sign_that_no_name_has_finds_nothing(run: Run, text: str) -> None:
    page = search(run, text)

    assert (list(page.items), page.has_more, page.capped, page.truncated) == ([], False, False, False)


@pytest.mark.parametrize(
    ("text", "artist"),
    [("!!!", "!!!"), ("+44", "+44"), ("∆", "∆"), ("Δ", "∆"), ("***", "***"), ("＊＊＊", "***")],
)
def test_signs_are_a_name_where_they_are_one(run: Run, text: str, artist: str) -> None:
    assert [hit.artist for hit in search(run, text).items] == [artist]


@pytest.mark.parametrize(
    "text", ["tiesto " + "a" * 10_000, "tiesto " * 10_000, "x" * 10_000_000, "é" * 5_000_000]
)
def test_what_is_too_long_is_cut_and_says_so(run: Run, text: str) -> None:
    assert search(run, text).truncated


def test_twenty_words_count_and_the_page_says_when_there_were_more(run: Run) -> None:
    words = [f"word{number}" for number in range(21)]

    assert not search(run, " ".join(words[:20])).truncated
    assert search(run, " ".join(words)).truncated
    assert search(run, "adagio " * 10_000).truncated


@pytest.mark.parametrize("bad", ["a\0b", "\0", "a\ud800", "\udfff", "artist:\0"])
@pytest.mark.parametrize("argument", ["text", *FIELDS])
def test_what_the_server_cannot_hold_is_refused_by_name(run: Run, argument: str, bad: str) -> None:
    arguments: dict[str, Any] = {"text": "a", argument: bad}
    with pytest.raises(ValidationError) as refused:
        library.search_audio_tracks(**arguments)
    assert refused.value.field == argument


def test_random_texts_are_answered(settings: Settings) -> None:
    chance = random.Random(SEED)
    with blocking_run(settings) as run:
        for _ in range(2_000):
            text = random_text(chance)
            page = search(run, text, snippets="html")
            assert len(page.items) <= len(TRACKS), repr(text)


def is_plain(text: str) -> bool:
    """Whether the text has a letter or digit, and neither a quote nor more words than count."""
    has_letter = any(category(letter) in ("Lu", "Ll", "Lo", "Nd") for letter in text)
    return has_letter and len(text) <= 60 and not set(text) & set('"“”„«»＂')


def test_any_text_may_be_a_name_and_then_the_name_finds_the_track(database_url: str) -> None:
    chance = random.Random(SEED)
    texts = [text for text in HOSTILE if text] + [text for _ in range(300) if (text := random_text(chance))]
    tracks = [
        NewAudioTrack(title=text, artist=text[::-1], album=text, genre=text[:255], format=text[:50])
        for text in texts
    ]
    with blocking_run(Settings.from_url(database_url)) as run:
        run(library.add_audio_tracks(tracks))
        _ = run(library.refresh_search_words())
        for text in filter(is_plain, texts):
            page = search(run, f'"{text}"', limit=200)
            assert page.truncated or text in {hit.title for hit in page.items}, repr(text)
