"""Every shape of an entry, a mark and a title, on lines typed for these tests."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pytest

from tracktion_db.demo import djmix
from tracktion_db.demo.djmix import DjTrack


def track(entry: str, track_id: str | None = None) -> DjTrack:
    (parsed,) = djmix.parse_tracks([(entry, track_id)])
    return parsed


@pytest.mark.parametrize(
    ("entry", "expected"),
    [
        ("Ada - Blue", DjTrack("Blue", "Ada")),
        ("[29] Ada - Blue", DjTrack("Blue", "Ada", start_seconds=29 * 60)),
        ("[029] Ada - Blue", DjTrack("Blue", "Ada", start_seconds=29 * 60)),
        ("[29:30] Ada - Blue", DjTrack("Blue", "Ada", start_seconds=29 * 60 + 30)),
        ("[129:30] Ada - Blue", DjTrack("Blue", "Ada", start_seconds=129 * 60 + 30)),
        ("[1:02:30] Ada - Blue", DjTrack("Blue", "Ada", start_seconds=3750)),
        ("  [7]  Ada -  Blue\t", DjTrack("Blue", "Ada", start_seconds=420)),
        ("[??] Ada - Blue", DjTrack("Blue", "Ada", mark="??")),
        ("[0??] Ada - Blue", DjTrack("Blue", "Ada", mark="0??")),
        ("[23:??] Ada - Blue", DjTrack("Blue", "Ada", mark="23:??")),
        ("[0X] Ada - Blue", DjTrack("Blue", "Ada", mark="0X")),
        ("[07.30] Ada - Blue", DjTrack("Blue", "Ada", mark="07.30")),
        ("[10:75] Ada - Blue", DjTrack("Blue", "Ada", mark="10:75")),
        ("[10:3402] Ada - Blue", DjTrack("Blue", "Ada", mark="10:3402")),
        ("[1:2:3:4] Ada - Blue", DjTrack("Blue", "Ada", mark="1:2:3:4")),
        ("+ Ada - Blue", DjTrack("Blue", "Ada", over_previous=True)),
        ("[29] + Ada - Blue", DjTrack("Blue", "Ada", start_seconds=1740, over_previous=True)),
        ("Ada - Blue [Sea]", DjTrack("Blue", "Ada", label="Sea")),
        ("Ada - Blue [Sea - S 01]", DjTrack("Blue", "Ada", label="Sea", catalogue_number="S 01")),
        ("Ada - Blue [Sea - S - 1]", DjTrack("Blue", "Ada", label="Sea", catalogue_number="S - 1")),
        ("Ada - Blue (Dub) [ Sea ]", DjTrack("Blue (Dub)", "Ada", label="Sea")),
        ("Ada - Blue [Live] (Dub)", DjTrack("Blue [Live] (Dub)", "Ada")),
        ("Ada - Blue [Live] (Dub) [Sea]", DjTrack("Blue [Live] (Dub)", "Ada", label="Sea")),
        ("Ada - Blue - Part 2", DjTrack("Blue - Part 2", "Ada")),
        ("A-Da - Blue", DjTrack("Blue", "A-Da")),
        ("[da] - Blue", DjTrack("Blue", "[da]")),
        ("[da]light - Blue", DjTrack("Blue", "[da]light")),
        ("[404] Not Found - Blue", DjTrack("Blue", "[404] Not Found")),
        ("[00] Intro", DjTrack("Intro", "", start_seconds=0)),
        ("[12] ?", DjTrack("?", "", start_seconds=720)),
        ("[12] [Interview]", DjTrack("[Interview]", "", start_seconds=720)),
        ("久石譲 - あの夏へ", DjTrack("あの夏へ", "久石譲")),
    ],
)
def test_an_entry_is_read_into_its_parts(entry: str, expected: DjTrack) -> None:
    assert track(entry) == expected


@pytest.mark.parametrize("entry", ["Ada - Blue [Sea", "+ [29] Ada - Blue"])
def test_an_entry_that_its_parts_do_not_say_is_kept(entry: str) -> None:
    assert track(entry).entry == entry


def test_the_key_tells_tracks_apart_and_may_be_missing() -> None:
    assert track("Ada - Blue", "k1").id == "k1"
    assert track("Ada - Blue").id is None


def test_a_start_is_written_as_a_tracklist_wants_it() -> None:
    assert track("[5] A - B").start_time == "05:00"
    assert track("[59:59] A - B").start_time == "59:59"
    assert track("[66:10] A - B").start_time == "01:06:10"
    assert track("[??] A - B").start_time is None


def test_a_name_is_artist_and_title_or_the_title_alone() -> None:
    assert track("[1] Ada - Blue [Sea]").name == "Ada - Blue"
    assert track("[1] Intro").name == "Intro"


def test_json_holds_what_is_known_and_nothing_else() -> None:
    assert track("Intro").as_json() == {"title": "Intro", "artist": ""}
    assert track("[1:30] + Ada - Blue [Sea - S 01]", "k1").as_json() == {
        "title": "Blue",
        "artist": "Ada",
        "id": "k1",
        "start_time": "01:30",
        "label": "Sea",
        "catalogue_number": "S 01",
        "over_previous": True,
    }
    assert track("[0?] Ada - Blue [Sea").as_json() == {
        "title": "Blue",
        "artist": "Ada",
        "mark": "0?",
        "label": "Sea",
        "entry": "[0?] Ada - Blue [Sea",
    }


def test_starts_may_be_equal_and_have_gaps() -> None:
    assert djmix.start_seconds(["00", None, "03", "03", "??", "10"]) == [0, None, 180, 180, None, 600]


def test_from_a_step_backwards_on_no_start_is_given() -> None:
    assert djmix.start_seconds(["00", "05", "09", "00", "12", None]) == [0, 300, 540, None, None, None]


def test_a_mark_that_gave_no_start_is_kept() -> None:
    tracks = list(djmix.parse_tracks([("[09] A - B", None), ("[05] C - D", None), ("[??] E - F", None)]))
    assert [(one.start_seconds, one.mark) for one in tracks] == [(540, None), (None, "05"), (None, "??")]


@pytest.mark.parametrize(
    "marks",
    [["23:48", "23:54", "23:58", "00:04"], ["00:00", "00:05", "00:12", "01:01"], ["00:00", "0?", "00:04"]],
)
def test_hours_and_minutes_are_not_taken_for_minutes_and_seconds(marks: list[str]) -> None:
    assert djmix.start_seconds(marks) == [None] * len(marks)


def test_hours_minutes_and_seconds_follow_on_minutes_and_seconds() -> None:
    assert djmix.start_seconds(["55:10", "58:20", "1:02:30"]) == [3310, 3500, 3750]


@pytest.mark.parametrize(
    ("title", "date", "artist"),
    [
        ("2016-06-18 - Ada @ Sea Club, Kyōto", "2016-06-18", "Ada"),
        ("2016-06-18 - Ada - Sea Radio 12", "2016-06-18", "Ada"),
        ("2016-06-18 - Ada, B-Side & C @ Sea - Club", "2016-06-18", "Ada, B-Side & C"),
        ("2016-06 - Ada - Sea Radio 12", "2016-06", "Ada"),
        ("2016 - Ada - Sea Radio 12", "2016", "Ada"),
        ("2016-06-1X - Ada @ Sea", "2016-06", "Ada"),
        ("2016-0X - Ada @ Sea", "2016", "Ada"),
        ("201X - Ada @ Sea", None, "Ada"),
        ("2016-06-18 Ada - Sea Radio 12", "2016-06-18", "Ada"),
        ("2016-06-18 - Sea Radio: Part VII", "2016-06-18", None),
        ("Ada at Sea", None, None),
    ],
)
def test_a_set_title_tells_date_and_artist(title: str, date: str | None, artist: str | None) -> None:
    assert djmix.parse_set_title(title) == (date, artist)


def test_a_set_is_read_from_the_wheel(tmp_path: Path) -> None:
    wheel = tmp_path / "some.whl"
    mix = {
        "id": "mix1",
        "title": "2016-06-18 - Ada  @ Sea",
        "url": "https://example.org/1",
        "audio_source": "soundcloud",
        "audio_url": "https://example.org/audio/1",
        "num_timestamps": 1,
        "tracklist": [{"id": None, "title": "[00] Intro"}, {"id": "k1", "title": "Ada - Blue"}],
        "tags": [{"key": "Category:Ada", "url": "https://example.org/ada"}],
    }
    with zipfile.ZipFile(wheel, "w") as files:
        files.writestr(djmix.MEMBER, json.dumps([mix]))

    assert list(djmix.read_sets(wheel)) == [
        djmix.DjSet(
            id="mix1",
            title="2016-06-18 - Ada @ Sea",
            full_title=None,
            date="2016-06-18",
            artist="Ada",
            url="https://example.org/1",
            audio_source="soundcloud",
            audio_url="https://example.org/audio/1",
            tags=("Ada",),
            tracks=(DjTrack("Intro", "", start_seconds=0), DjTrack("Blue", "Ada", id="k1")),
        )
    ]


@pytest.mark.parametrize("length", [500, 501])
def test_a_title_too_long_for_a_row_is_cut_and_kept_whole_beside_it(length: int) -> None:
    title = "x" * length
    read = djmix.parse_set(
        {
            "id": "1",
            "title": title,
            "url": "",
            "audio_source": "",
            "audio_url": "",
            "tags": [],
            "tracklist": [],
        }
    )
    assert len(read.title) == 500
    assert (read.full_title or read.title) == title


@pytest.mark.parametrize("length", [255, 256])
def test_an_artist_too_long_for_a_row_is_left_in_the_title(length: int) -> None:
    artist = "x" * length
    title = f"2016 - {artist} @ Sea"
    read = djmix.parse_set(
        {
            "id": "1",
            "title": title,
            "url": "",
            "audio_source": "",
            "audio_url": "",
            "tags": [],
            "tracklist": [],
        }
    )
    assert read.artist == (artist if length == 255 else None)
    assert read.title == title
