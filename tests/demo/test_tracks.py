"""The demo's tracks as a file: the same each time, each name once, and found by the tour's searches."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tracktion_db import Database
from tracktion_db.demo.djmix import parse_set
from tracktion_db.demo.load import Item, djmix_items, load, sample_items
from tracktion_db.demo.sample import read_library
from tracktion_db.demo.tour import SEARCHES, answers, favourite_of
from tracktion_db.demo.tracks import write_tracks
from tracktion_db.transfer import import_file

LIBRARY = read_library()
SAMPLE = sample_items(LIBRARY)


def items_of(*entries: str) -> Sequence[Item]:
    """The tracks of one set of the dataset with these entries, and the set."""
    mix: Any = {
        "id": "m1",
        "title": "2016-06-18 - Ada",
        "url": "https://example.org/m1",
        "audio_source": "soundcloud",
        "audio_url": "https://example.org/m1.mp3",
        "tags": [],
        "tracklist": [{"id": None, "title": entry} for entry in entries],
    }
    return list(djmix_items([parse_set(mix)]))


def tracks(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def test_a_track_has_what_is_known_of_it_and_the_path_of_its_recording(tmp_path: Path) -> None:
    file = tmp_path / "new" / "tracks.jsonl"
    write_tracks(file, [*items_of("[12] Intro"), *SAMPLE])
    found = tracks(file)
    assert found[0] == {
        "id": "2cd24214-df47-5b6a-b52c-8909f6eba009",
        "status": "COMPLETED",
        "title": "Intro",
        "format": "mp3",
        "audio_path": "/music/djmix/tracks/Intro.mp3",
    }
    assert len(found) == 1 + len(LIBRARY.tracks)
    first = LIBRARY.tracks[0]
    assert {**found[1], "id": None} == {
        "id": None,
        "status": "COMPLETED",
        "title": first.title,
        "artist": first.artist,
        "album": first.album,
        "genre": first.genre,
        "year": first.year,
        "duration": first.duration_seconds,
        "format": "flac",
        "audio_path": first.file_path,
    }


def test_a_name_is_written_once_whatever_its_capitals_and_the_sets_are_not(tmp_path: Path) -> None:
    file = tmp_path / "tracks.jsonl"
    items = items_of("Ada - Blue", "ADA - BLUE [Sea]", "Ada - Red", "Édith Piaf - La vie en Rose")
    write_tracks(file, items, besides=SAMPLE)
    assert [track["title"] for track in tracks(file)] == ["Blue", "Red"]


def test_the_same_items_make_the_same_bytes(tmp_path: Path) -> None:
    for name in ("first", "again"):
        write_tracks(tmp_path / name, SAMPLE)
    assert (tmp_path / "first").read_bytes() == (tmp_path / "again").read_bytes()


def test_every_track_of_the_sample_library_is_imported_and_the_tours_searches_find_some(
    db: Database, tmp_path: Path
) -> None:
    file = tmp_path / "sample.jsonl"
    write_tracks(file, SAMPLE)
    report, again = import_file(db, "library", file), import_file(db, "library", file)
    assert (report.rows_written, again.was_finished) == (len(LIBRARY.tracks), True)
    assert sum(added for _, added in load(db, SAMPLE)) == len(SAMPLE)
    first = LIBRARY.tracks[0]
    favourite = favourite_of([(first.title, {"artist": first.artist, "title": first.title})])
    searched = list(answers(db, LIBRARY, favourite))[-len(SEARCHES) :]
    assert [answer.lines[0] for answer in searched] == [
        "Tiësto | Adagio for Strings | prefix",
        "Depeche Mode | Enjoy the Silence | typos",
        "Beyoncé | Crazy in Love | words",
        "久石譲 | Summer | words",
    ]
    assert [answer.statements[0] for answer in searched] == ["library.read_search"] * len(SEARCHES)
    assert "library.search_forgiving" in searched[1].statements
    assert "library.search_forgiving" not in searched[0].statements
