"""The judge of the search calls right what a person would, and nothing else."""

from __future__ import annotations

import random
import uuid

import pytest

from benchmarks.search.corpus import Track, other_scripts, punctuated
from benchmarks.search.judge import Answer, ask
from benchmarks.search.names import Names
from benchmarks.search.normalise import fold, squeeze
from benchmarks.search.queries import TYPO_FREE, TYPOS, Query, make, material
from benchmarks.search.typos import distance, mistype


def _track(number: int, artist: str | None, title: str, album: str | None = None) -> Track:
    return Track(uuid.UUID(int=number), title, artist, album, None, None, None)


SLAM = _track(1, "Slam", "Positive Education")
REMIX = _track(2, "Slam", "Positive Education (Josh Wink Remix)")
BOTH = _track(3, "Slam & UNER", "Pulse")
TITLE = _track(4, "Onyx", "Slam")
RELEASED = _track(5, "Octave One", "Blackwater", "Slam")
TURNED = _track(6, "UNER & Slam", "Pulse")
NAMES = Names([SLAM, REMIX, BOTH, TITLE, RELEASED, TURNED])


def _ids(*tracks: Track) -> frozenset[uuid.UUID]:
    return frozenset(track.id for track in tracks)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("P!nk", "PINK"),
        ("AC/DC", "acdc"),
        ("R.E.M.", "rem"),
        ("a-ha", "aha"),
        ("Cam’ron", "Cam'ron"),  # noqa: RUF001
        ("MØ", "mo"),
        ("Sæglópur", "saeglopur"),
        ("Weißes Fleisch", "weisses fleisch"),
        ("Music Pt. 2", "Music Part II"),
        ("Slam & UNER ft. X", "Slam and UNER featuring X"),
        ("Ｓｌａｍ", "Slam"),  # noqa: RUF001
        ("ﾌﾟﾗｽﾃｨｯｸ", "プラスティック"),
        ("Пугачёва", "ПУГАЧЕВА"),
        ("10,000 Maniacs", "10000 maniacs"),
    ],
)
def test_two_spellings_of_a_name_are_one_name(one: str, other: str) -> None:
    assert squeeze(one) == squeeze(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("かき", "がき"), ("!!!", "***"), ("Part 2", "Part 3"), ("И", "N"), ("The Who", "Who"), ("!!!", "")],
)
def test_two_names_stay_two(one: str, other: str) -> None:
    assert squeeze(one) != squeeze(other)


def test_a_name_asks_for_artist_and_title_alike_but_for_no_album() -> None:
    assert NAMES.whole("slam") == _ids(SLAM, REMIX, TITLE)
    assert NAMES.credited_to("slam") >= _ids(BOTH)


def test_a_longer_version_is_not_the_track() -> None:
    assert NAMES.same(SLAM) == _ids(SLAM)
    assert NAMES.whole("positive education slam") == _ids(SLAM)


def test_it_does_not_matter_which_of_several_artists_is_named_first() -> None:
    assert NAMES.same(BOTH) == _ids(BOTH, TURNED)


def test_some_words_mean_the_tracks_that_hold_them_and_hardly_more() -> None:
    assert NAMES.holding(["education", "slam"], 3) == _ids(SLAM)
    assert NAMES.holding(["edu", "sl"], cut=True) == _ids(SLAM, REMIX)
    assert NAMES.holding(["slam", "blackwater"]) == _ids()


def test_a_typo_is_near_what_is_as_few_edits_away() -> None:
    assert NAMES.within("positive eductaion", 1) == _ids(SLAM)
    assert NAMES.within("slm", 1) == _ids(SLAM, REMIX, TITLE)
    assert NAMES.within("positive eductoin", 1) == _ids()


@pytest.mark.parametrize(
    ("one", "other", "edits"),
    [("slam", "slam", 0), ("slma", "slam", 1), ("slm", "slam", 1), ("slaam", "slam", 1), ("sla", "tram", 3)],
)
def test_a_swap_is_one_edit(one: str, other: str, edits: int) -> None:
    assert distance(one, other, 2) == distance(other, one, 2) == edits


def test_a_mistyped_word_is_as_many_edits_away_as_was_asked() -> None:
    chance = random.Random(1)

    for times in (1, 2):
        wrong = [mistype("Headhunterz", chance, times) for _ in range(200)]
        assert {distance("headhunterz", word.lower(), 3) for word in wrong} == {times}


def test_a_right_hit_counts_by_its_rank_and_a_wrong_one_does_not() -> None:
    query = Query("title", "slam", targets=_ids(TITLE), right=_ids(TITLE, SLAM))

    def answer(*hits: Track) -> Answer:
        return Answer(query, tuple(hit.id for hit in hits), 0.0)

    assert [
        answer(TITLE).reciprocal_rank,
        answer(REMIX, SLAM).reciprocal_rank,
        answer(REMIX).reciprocal_rank,
    ] == [
        1.0,
        0.5,
        0.0,
    ]
    assert answer(TITLE, SLAM).recall == answer(REMIX, SLAM).recall == 1.0
    assert answer(REMIX).recall == answer().recall == 0.0


def test_a_search_that_raises_found_nothing() -> None:
    def fails(text: str) -> list[uuid.UUID]:
        raise ValueError(text)

    (answer,) = ask("fails", fails, [Query("title", "slam", _ids(TITLE), _ids(TITLE))]).answers

    assert (answer.recall, answer.error) == (0.0, "ValueError: slam")


def test_queries_are_the_same_for_a_seed_and_every_kind_has_some() -> None:
    tracks = [*(one.track for one in punctuated()), *other_scripts(), SLAM, REMIX, BOTH]
    made_of = material(tracks, punctuated(), other_scripts())
    first = make(made_of, 1, 2)

    assert first == make(made_of, 1, 2)
    assert first != make(made_of, 2, 2)
    assert {query.kind for query in first} == TYPO_FREE.keys() | TYPOS.keys()
    assert all(query.targets and query.targets <= query.right and fold(query.text) for query in first)
