"""The vocabulary that forgives typos: words come at once, are counted later; a stale one loses no hit."""

from __future__ import annotations

from collections.abc import Generator

import psycopg
import pytest

from tests.fixtures.executors import Run, asyncio_run, blocking_run
from tests.library.search.asking import names, tiers
from tracktion_db import Settings, library
from tracktion_db.library import NewAudioTrack


@pytest.fixture
def settings(database_url: str) -> Settings:
    return Settings.from_url(database_url, pool_min_size=1)


@pytest.fixture(params=[blocking_run, asyncio_run], ids=["blocking", "asyncio"])
def run(request: pytest.FixtureRequest, settings: Settings) -> Generator[Run]:
    with request.param(settings) as run:
        yield run


def words(url: str) -> dict[str, int]:
    with psycopg.connect(url) as connection:
        return dict(connection.execute("SELECT word, frequency FROM search_words").fetchall())


def change(url: str, statement: str) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        _ = connection.execute(statement.encode())


def test_new_words_are_forgiven_at_once(run: Run) -> None:
    run(library.save_audio_track(NewAudioTrack(title="Enter Sandman", artist="Metallica")))

    assert tiers(run, "metalica") == [("Metallica - Enter Sandman", "typos")]


def test_what_is_added_counts_one_until_all_are_counted(run: Run, database_url: str) -> None:
    run(library.add_audio_tracks([NewAudioTrack(title=f"Hello {n}", artist="Adele") for n in range(5)]))
    before = words(database_url)
    changed = run(library.refresh_search_words())

    assert before == {"hello": 1, "adele": 1}
    assert words(database_url) == {"hello": 5, "adele": 5}
    assert changed == 2
    assert run(library.refresh_search_words()) == 0


def test_words_of_other_scripts_short_ones_and_numbers_are_not_in_it(run: Run, database_url: str) -> None:
    run(library.save_audio_track(NewAudioTrack(title="東京 U2 1975 Ночь M83 deadmau5 " + "x" * 25)))

    assert set(words(database_url)) == {"m83", "deadmau5"}


def test_words_that_are_gone_are_removed_when_all_are_counted(run: Run, database_url: str) -> None:
    run(library.save_audio_track(NewAudioTrack(title="Hello")))
    track = run(library.save_audio_track(NewAudioTrack(title="Goodbye", artist="Nobody")))
    run(library.remove_audio_track(track.id))
    assert set(words(database_url)) == {"goodbye", "nobody", "hello"}

    _ = run(library.refresh_search_words())

    assert set(words(database_url)) == {"hello"}


def test_more_than_a_thousand_rows_at_once_leave_their_words_to_the_next_count(
    run: Run, database_url: str
) -> None:
    insert = "INSERT INTO audio_tracks (title) SELECT 'Wonderwall ' || n FROM generate_series(1, {}) AS n"
    change(database_url, insert.format(1001))
    assert words(database_url) == {}
    assert names(run, "wonderwal") != [], "a prefix needs no vocabulary"
    assert names(run, "wonderwlal") == []

    change(database_url, insert.format(1000).replace("Wonderwall", "Champagne"))
    assert words(database_url) == {"champagne": 1}

    _ = run(library.refresh_search_words())
    assert words(database_url) == {"champagne": 1000, "wonderwall": 1001}
    assert names(run, "wonderwlal") != []


@pytest.mark.parametrize(
    "stale",
    [
        "DELETE FROM search_words",
        "UPDATE search_words SET frequency = 1000000",
        "UPDATE search_words SET frequency = 0",
        "INSERT INTO search_words (word, frequency) "
        "SELECT 'sand' || chr(96 + n), 9999 FROM generate_series(1, 26) AS n",
    ],
)
def test_a_stale_vocabulary_loses_no_hit_of_whole_words(run: Run, database_url: str, stale: str) -> None:
    run(library.save_audio_track(NewAudioTrack(title="Enter Sandman", artist="Metallica", album="Black")))
    change(database_url, stale)

    for text in (
        "enter sandman",
        "metallica enter",
        "sandman",
        "black sandman metallica",
        "enter sand",
        "metal",
    ):
        assert names(run, text) == ["Metallica - Enter Sandman"], text
