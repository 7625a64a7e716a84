"""The sample library is what it says: enough of it, consistent, and plausible."""

from __future__ import annotations

import hashlib
from itertools import pairwise

import pytest

from tracktion_db.demo import sample

LIBRARY = sample.read_library()
KEYS = {
    f"{tonic} {mode}"
    for tonic in ("C", "C#", "D", "Eb", "E", "F", "F#", "G", "Ab", "A", "Bb", "B")
    for mode in ("major", "minor")
}


def test_there_are_enough_tracks_and_sets() -> None:
    assert len(LIBRARY.tracks) >= 150
    assert len(LIBRARY.sets) >= 12


def test_the_figures_in_the_documentation_are_right() -> None:
    assert f"{len(LIBRARY.tracks)} well-known tracks and {len(LIBRARY.sets)} sets" in (sample.__doc__ or "")


def test_both_files_say_how_far_they_can_be_trusted() -> None:
    assert "APPROXIMATE" in sample.TRACKS_FILE.read_text(encoding="utf-8")
    assert "invented for this project" in sample.SETS_FILE.read_text(encoding="utf-8")


def test_no_track_path_or_hash_is_there_twice() -> None:
    count = len(LIBRARY.tracks)
    assert len({(track.artist.casefold(), track.title.casefold()) for track in LIBRARY.tracks}) == count
    assert len({track.file_path.casefold() for track in LIBRARY.tracks}) == count
    assert len({track.file_hash for track in LIBRARY.tracks}) == count


@pytest.mark.parametrize("track", LIBRARY.tracks, ids=lambda track: track.title)
def test_a_track_is_plausible(track: sample.SampleTrack) -> None:
    for text in (track.artist, track.title, track.album, track.genre):
        assert text
        assert text == text.strip()
    assert 1950 <= track.year <= 2026
    assert 60 <= track.duration_seconds <= 15 * 60
    assert 60 <= track.bpm <= 200
    assert track.key in KEYS


def test_tracks_stand_by_year() -> None:
    assert all(earlier.year <= later.year for earlier, later in pairwise(LIBRARY.tracks))


def test_the_library_spans_decades_genres_and_scripts() -> None:
    assert {track.year // 10 for track in LIBRARY.tracks} == set(range(195, 203))
    assert len({track.genre for track in LIBRARY.tracks}) >= 40
    artists = {track.artist for track in LIBRARY.tracks}
    assert artists >= {
        "Björk",
        "Röyksopp",
        "Beyoncé",
        "Sigur Rós",
        "久石譲",
        "P!nk",
        "AC/DC",
        "deadmau5",
        "Σtella",
    }
    assert artists >= {"Кино", "عمرو دياب", "Cam\u2019ron", "R.E.M.", "a-ha", "MØ", "The The", "Tiësto"}


def test_a_path_is_made_from_the_names_with_no_slash_of_theirs() -> None:
    (track,) = (track for track in LIBRARY.tracks if track.title == "Back in Black")
    assert track.file_path == "/music/sample/AC_DC/Back in Black/Back in Black.flac"
    assert all(track.file_path.count("/") == 5 for track in LIBRARY.tracks)
    assert all(len(track.file_name) <= 255 for track in LIBRARY.tracks)


def test_a_hash_is_that_of_the_path() -> None:
    track = LIBRARY.tracks[0]
    assert track.file_hash == hashlib.sha256(track.file_path.encode("utf-8")).hexdigest()


def test_a_size_fits_the_duration() -> None:
    assert all(5_000_000 < track.file_size < 100_000_000 for track in LIBRARY.tracks)


def test_no_title_of_a_set_is_there_twice() -> None:
    assert len({one.title for one in LIBRARY.sets}) == len(LIBRARY.sets)


@pytest.mark.parametrize("one", LIBRARY.sets, ids=lambda one: one.title)
def test_a_set_could_have_been_played(one: sample.SampleSet) -> None:
    assert 8 <= len(one.tracks) <= 20
    assert len({played.track for played in one.tracks}) == len(one.tracks)
    assert all(played.track.year <= one.date.year for played in one.tracks)
    starts = [sample.seconds(played.start_time) for played in one.tracks]
    assert starts[0] == 0
    for played, start, end in zip(one.tracks, starts, [*starts[1:], one.duration_seconds], strict=True):
        assert start + 60 <= end <= start + played.track.duration_seconds


def test_one_track_is_in_several_sets() -> None:
    (track,) = (track for track in LIBRARY.tracks if track.title == "Strings of Life")
    assert sum(track in {played.track for played in one.tracks} for one in LIBRARY.sets) >= 3


def test_a_time_is_read_in_both_forms() -> None:
    assert sample.seconds("66:10") == sample.seconds("01:06:10") == 3970
