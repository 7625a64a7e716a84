"""Search in songs: the library's words, every one of them, in title or artist."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.fixtures.executors import Run
from tests.karaoke.samples import bare_song, sql
from tracktion_db import Transaction, karaoke
from tracktion_db.errors import ValidationError
from tracktion_db.karaoke import FoundSong

SONGS = (
    ("Déjà Vu", "Beyoncé feat. Jay-Z"),
    ("Halo", "Beyoncé"),
    ("Highway to Hell", "AC/DC"),
    ("Back in Black", "AC/DC"),
    ("Me and Giuliani", "!!!"),
    ("Viva la Vida", "Coldplay"),
    ("Pt. 2", "Kanye West"),
    ("99%", "Sparks & Friends"),
    ("東京は夜の七時", "Pizzicato Five"),
    ("Группа крови", "Кино"),
    ("Halo", "Depeche Mode"),
    ("Halogen Light", None),
)
HOSTILE = (
    "",
    " ",
    "\n\t",
    "!!!",
    "%",
    "_",
    "\\",
    "'",
    '"',
    "''",
    "&",
    "|",
    "!",
    "(",
    ")",
    ":*",
    "a:*b",
    "<->",
    "a & b | !c",
    "x" * 10_000,
    "é " * 5_000,
    "a" * 400 + " b",
    " ".join("abcdefghijklmnopqrstuvwxyz"),
    "'; DROP TABLE songs; --",
    "\u200b",
    "\u0301",
    "\U0001f3a4",
    "\ufdfa" * 30,
    "ﷺ" * 400,
    "_" * 400,
    "-halo",
    "halo OR vida",
    "$1",
    ":text",
)


def found(tx: Transaction, text: str, **options: Any) -> list[FoundSong]:
    return list(tx.run(karaoke.search_songs(text, **options)).items)


@pytest.fixture
def songs(tx: Transaction) -> Transaction:
    day = datetime(2026, 1, 1, tzinfo=UTC)
    for number, (title, artist) in enumerate(SONGS):
        tx.run(karaoke.add_song(bare_song(title, artist=artist, date_added=day + timedelta(days=number))))
    return tx


@pytest.mark.parametrize(
    ("text", "titles"),
    [
        ("halo", ["Halo", "Halo", "Halogen Light"]),
        ("HALO", ["Halo", "Halo", "Halogen Light"]),
        ("halo beyonce", ["Halo"]),
        ("beyonce halo", ["Halo"]),
        ("bey hal", ["Halo"]),
        ("beyonce", ["Halo", "Déjà Vu"]),
        ("BEYONCÉ", ["Halo", "Déjà Vu"]),
        ("deja vu", ["Déjà Vu"]),
        ("ac/dc", ["Back in Black", "Highway to Hell"]),
        ("acdc hell", ["Highway to Hell"]),
        ("ac dc black", ["Back in Black"]),
        ("jay z", ["Déjà Vu"]),
        ("!!!", ["Me and Giuliani"]),
        ("vi", ["Viva la Vida"]),
        ("viva vi", ["Viva la Vida"]),
        ("la vid", ["Viva la Vida"]),
        ("part two", []),
        ("part 2", ["Pt. 2"]),
        ("99%", ["99%"]),
        ("sparks and friends", ["99%"]),
        ("東京", ["東京は夜の七時"]),
        ("夜の", ["東京は夜の七時"]),
        ("группа кино", ["Группа крови"]),
        ("halo nobody", []),
        ("alo", []),
        ("%", []),
        ("", []),
    ],
)
def test_songs_are_found_by_every_word_or_its_beginning(
    songs: Transaction, text: str, titles: list[str]
) -> None:
    assert [song.title for song in found(songs, text)] == titles


def test_a_song_is_found_at_every_key_while_its_name_is_typed(songs: Transaction) -> None:
    for title, artist in SONGS:
        name = f"{artist or ''} {title}".strip()
        for length in range(1, len(name) + 1):
            typed = name[:length]
            titles = [song.title for song in found(songs, typed)]
            # "&" and "%" alone fold to nothing or to themselves before the next word is there
            assert title in titles or typed.endswith(("&", "& ", "%", "feat.", "feat. ", "-")), typed


def test_the_name_itself_comes_before_what_begins_with_it(songs: Transaction) -> None:
    ranks = [(song.title, song.rank) for song in found(songs, "halo")]

    assert ranks == [("Halo", 1.0), ("Halo", 1.0), ("Halogen Light", 0.92)]
    # of one rank the newest first
    assert [song.artist for song in found(songs, "halo")][:2] == ["Depeche Mode", "Beyoncé"]
    assert [song.rank for song in found(songs, "beyonce")] == [0.96, 0.9]
    whole, beginning = found(songs, "beyonce halo")[0], found(songs, "bey hal")[0]
    assert 0.6 <= whole.rank <= 0.89
    assert 0.4 <= beginning.rank < 0.6


def test_pages_hold_every_hit_once_in_order(run: Run) -> None:
    for number in range(25):
        _ = run(karaoke.add_song(bare_song(f"Halo {number // 5}", artist="Beyoncé" if number % 2 else None)))
    everything = run(karaoke.search_songs("halo", limit=100)).items

    seen: list[FoundSong] = []
    cursor = None
    while True:
        page = run(karaoke.search_songs("halo", limit=4, cursor=cursor))
        seen += page.items
        cursor = page.next_cursor
        if cursor is None:
            break

    assert len(everything) == 25
    assert seen == list(everything)
    assert seen == sorted(seen, key=lambda song: (song.rank, song.date_added, song.id), reverse=True)
    first = run(karaoke.search_songs("halo", limit=4))
    with pytest.raises(ValidationError):
        _ = karaoke.search_songs("other", limit=4, cursor=first.next_cursor)


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: repr(text[:20]))
def test_no_text_is_an_error(songs: Transaction, text: str) -> None:
    for song in found(songs, text):
        assert song.title


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: repr(text[:20]))
def test_a_song_of_any_name_is_added(tx: Transaction, text: str) -> None:
    if text:
        added = tx.run(karaoke.add_song(bare_song(text[:1000], artist=text[:1000])))
        assert added.title == text[:1000]
        _ = found(tx, text)


@pytest.mark.parametrize("text", ["a\0b", "\ud800", None, 5, b"halo", ["halo"]])
def test_what_is_no_text_of_postgresql_is_refused(text: Any) -> None:
    with pytest.raises(ValidationError) as refused:
        _ = karaoke.search_songs(text)

    assert refused.value.field == "text"


def test_what_stands_far_behind_does_not_count(songs: Transaction) -> None:
    assert [song.title for song in found(songs, "halo" + " " * 400 + "nobody")][:1] == ["Halo"]
    assert [song.title for song in found(songs, "halo " * 20 + "nobody")][:1] == ["Halo"]
    assert found(songs, "halo " * 19 + "nobody") == []


def test_songs_fold_as_audio_tracks_do(database_url: str) -> None:
    rows = sql(
        database_url,
        """SELECT attribute.attrelid::regclass::text, attribute.attname, pg_get_expr(made.adbin, made.adrelid)
        FROM pg_attribute AS attribute
        INNER JOIN pg_attrdef AS made
            ON made.adrelid = attribute.attrelid AND made.adnum = attribute.attnum
        WHERE attribute.attrelid IN ('songs'::regclass, 'audio_tracks'::regclass)
            AND attribute.attname IN ('title_key', 'artist_key')""",
    )
    kept = {(table, column): expression for table, column, expression in rows}
    for column in ("title_key", "artist_key"):
        assert kept["songs", column] == kept["audio_tracks", column]


@pytest.mark.parametrize("text", ["", "  ", "!!!", "\u3000"])
def test_no_words_find_nothing_in_the_first_search_of_a_connection_too(run: Run, text: str) -> None:
    # It is planned for this very text, and the planner computes what it can.
    assert run(karaoke.search_songs(text)).items == []
