"""Names may be anything that is text: it is stored as it is, found by itself, and never raises."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.fixtures.executors import Run
from tests.library.samples import bare_track
from tracktion_db import Database, library
from tracktion_db.errors import TracktionDBError, ValidationError
from tracktion_db.library import AudioTrackByAlbum, NewAudioTrack

SIGNS = [
    *("!!!", "+", "'", '"', "%", "_", "\\", ":*", "&|!()<->", "a'); DROP TABLE audio_tracks;--", "***"),
    *("+44", "AC/DC", "R.E.M.", "a-ha", "MØ", "∆", "$$", "İ", "\u0131", "ß", "ﬃ", "\uff21", "が", "ガ", "각"),
    *("\u200f", "\u202e", "\u0301", "🎵" * 100, "\u3000", "\ufeff", "\n", "\x7f", "\x85", "\u2028", "\ue000"),
    *(
        "'" * 255,
        "\\" * 255,
        "a" * 255,
        "é" * 255,
        "_" * 255,
        "テクノポップ",
        "العربية",
        "\ufffe",
        "\U0010ffff",
    ),
]
NAMES = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1, max_size=255)


class Undo(Exception):
    pass


def store_and_find(db: Database, name: str) -> None:
    with suppress(Undo), db.transaction() as tx:
        given = bare_track(title=name, artist=name, album=name, genre=name, format=name[:50])
        saved = tx.run(library.save_audio_track(given))
        assert saved.model_dump(include=set(NewAudioTrack.model_fields)) == dict(given)
        for field in ("artist", "album"):
            (found,) = tx.run(library.list_audio_tracks(**{field: name})).items  # type: ignore[arg-type]
            assert found == saved
        by_album = tx.run(library.list_audio_tracks(order="album_ascending", album=name)).items[0]
        assert isinstance(by_album, AudioTrackByAlbum)
        # A genre of which folding leaves nothing has nothing in the index.
        found_by_genre = tx.run(library.list_audio_tracks(genre=name)).items
        assert list(found_by_genre) == ([saved] if by_album.album_key else [])
        raise Undo


@pytest.mark.parametrize("name", SIGNS)
def test_a_name_of_signs_is_stored_as_it_is_and_found_by_itself(shared_db: Database, name: str) -> None:
    store_and_find(shared_db, name)


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(name=NAMES)
def test_any_name_is_stored_as_it_is_and_found_by_itself(shared_db: Database, name: str) -> None:
    store_and_find(shared_db, name)


@pytest.mark.parametrize("name", ["\0", "a\0b", "\ud800", "\udfffx"])
def test_what_is_no_text_is_a_validation_error_everywhere(run: Run, name: str) -> None:
    for field in ("title", "artist", "album", "genre", "format", "error_message", "audio_path"):
        row: dict[str, Any] = {field: name}
        with pytest.raises(ValidationError) as refused:
            _ = NewAudioTrack(**row)
        assert refused.value.field == field
        (outcome,) = run(library.add_each_audio_track([row]))
        assert (outcome.outcome, outcome.field) == ("invalid", field)
    for function in (library.list_audio_tracks, library.count_audio_tracks, library.estimate_audio_tracks):
        for field in ("artist", "album", "genre"):
            with pytest.raises(ValidationError) as refused:
                _ = function(**{field: name})  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
            assert refused.value.field == field


ROWS = st.dictionaries(
    st.sampled_from([*NewAudioTrack.model_fields, "unknown", "\0"]),
    st.none() | st.text() | st.integers() | st.floats() | st.uuids() | st.binary() | st.lists(st.integers()),
    max_size=4,
)


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=st.lists(ROWS | st.none() | st.text(max_size=3), max_size=8))
def test_any_rows_get_an_outcome_each_and_the_good_ones_are_saved(
    shared_db: Database, rows: list[Any]
) -> None:
    with suppress(Undo), shared_db.transaction() as tx:
        before = tx.run(library.count_audio_tracks()).tracks
        answer = tx.run(library.add_each_audio_track([bare_track(), *rows, bare_track(1)]))
        assert [one.row for one in answer] == list(range(len(rows) + 2))
        assert (answer[0].outcome, answer[-1].outcome) == ("saved", "saved")
        saved = [one for one in answer if one.outcome == "saved"]
        assert tx.run(library.count_audio_tracks()).tracks == before + len(saved)
        for row, one in zip(rows, answer[1:-1], strict=True):
            with suppress(TracktionDBError, TypeError):
                made = NewAudioTrack(**row)
                assert one.outcome in ("saved", "conflict")
                assert made.id in (None, one.id)
                continue
            assert one.outcome == "invalid"
        raise Undo
