from __future__ import annotations

from typing import Any

import pytest

from tests.catalog.samples import (
    KNIGHTS,
    NOBODY,
    STRINGS_OF_LIFE,
    THE_BELLS,
    new_tracklist,
)
from tests.fixtures.executors import Run
from tracktion_db import Transaction, catalog
from tracktion_db.catalog import NewTracklist
from tracktion_db.errors import ValidationError


@pytest.mark.parametrize(
    ("second", "position"),
    [
        (-1, None),
        (0, None),
        (29.999, None),
        (30, 0),
        (389, 0),
        (390, 3),
        (734.999, 3),
        (735, 4),
        (900, 4),
        (1080, 4),
        (1080.001, None),
    ],
)
def test_the_track_playing_at_a_second_is_the_last_that_has_started(
    tx: Transaction, second: float, position: int | None
) -> None:
    tracks = [
        STRINGS_OF_LIFE | {"start_time": "00:30"},
        {"title": "unknown start", "artist": "ID"},
        KNIGHTS,
        {"title": "mixed over it", "artist": "ID", "start_time": 390},
        THE_BELLS,
        {"title": "no start either", "artist": "ID", "start_time": None},
    ]
    added = tx.run(catalog.add_tracklist(new_tracklist(tracks=tracks, total_duration=1080)))

    playing = tx.run(catalog.get_track_playing(added.id, second))

    assert (playing and playing.position) == position
    if playing is not None:
        assert playing.track == added.tracks[playing.position]
        assert playing.start_second == playing.track.start_second()


def test_the_last_track_plays_on_where_the_duration_is_not_known(run: Run) -> None:
    added = run(catalog.add_tracklist(new_tracklist(total_duration=None)))

    playing = run(catalog.get_track_playing(added.id, 10**6))

    assert playing is not None
    assert (playing.position, playing.track.title) == (2, "The Bells")
    assert playing.track.model_extra == {"label": "Purpose Maker"}
    assert run(catalog.get_track_playing(NOBODY, 5)) is None
    empty = run(catalog.add_tracklist(NewTracklist(source="manual")))
    assert run(catalog.get_track_playing(empty.id, 0)) is None


@pytest.mark.parametrize("wrong", [float("nan"), float("inf"), "5", None, True])
def test_a_second_that_is_no_number_is_refused(wrong: Any) -> None:
    with pytest.raises(ValidationError) as refused:
        _ = catalog.get_track_playing(NOBODY, wrong)

    assert refused.value.field == "second"
