"""Whatever a caller gives, an answer or one of our own errors comes back, and the connection stays usable."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from inspect import signature
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.catalog.test_hostile_input import HOSTILE, made_or_refused, run_for_nothing
from tests.karaoke.samples import NOBODY, bare_song, new_job, new_song
from tracktion_db import Call, Database, karaoke
from tracktion_db.errors import TracktionDBError, ValidationError
from tracktion_db.karaoke import Lease, NewJob, NewSong, SongChanges

LEASE = Lease(job_id=NOBODY, attempt=1)
PAGE: dict[str, Any] = {"limit": 10, "cursor": None}
# For each function arguments that it takes; each of them is then replaced by what is hostile.
GOOD: dict[str, dict[str, Any]] = {
    "add_job": {"song_id": NOBODY, "job": new_job()},
    "add_song": {"song": new_song()},
    "add_song_with_job": {"song": new_song(), "job": new_job()},
    "cancel_job": {"job_id": NOBODY},
    "claim_jobs": {"worker": "worker 1", "limit": 1, "lease_seconds": 60.0},
    "count_jobs": {},
    "extend_leases": {"leases": [LEASE], "lease_seconds": 60.0},
    "fail_job": {"lease": LEASE, "error_message": "no such codec", "is_final": False},
    "finish_jobs": {"leases": [LEASE]},
    "get_job": {"job_id": NOBODY},
    "get_job_channel": {},
    "get_next_claim": {},
    "get_song": {"song_id": NOBODY},
    "get_song_by_youtube_id": {"youtube_id": "dQw4w9WgXcQ"},
    "list_jobs_by_song": {"song_id": NOBODY, **PAGE},
    "list_jobs_by_status": {"status": "failed", **PAGE},
    "list_songs": PAGE,
    "list_songs_by_source": {"source": "youtube", **PAGE},
    "list_songs_with_latest_job": PAGE,
    "release_jobs": {"leases": [LEASE]},
    "remove_finished_jobs": {"finished_before": datetime(2026, 1, 1, tzinfo=UTC), "limit": 10},
    "remove_song": {"song_id": NOBODY},
    "restart_job": {"job_id": NOBODY, "max_attempts": 5},
    "search_songs": {"text": "halo", **PAGE},
    "set_job_progress": {"lease": LEASE, "progress": 50, "message": "parting"},
    "update_song": {"song_id": NOBODY, "changes": SongChanges(title="x")},
}
INPUTS: dict[type[Any], dict[str, Any]] = {
    NewSong: {"title": "Roxanne", "source": "local"},
    SongChanges: {},
    NewJob: {},
    Lease: {"job_id": NOBODY, "attempt": 1},
}
ADDERS: dict[type[Any], Callable[[Any], Call[Any]]] = {
    NewSong: karaoke.add_song,
    SongChanges: lambda changes: karaoke.update_song(NOBODY, changes),
    NewJob: lambda job: karaoke.add_song_with_job(bare_song(), job),
    Lease: lambda lease: karaoke.finish_jobs([lease]),
}


def test_every_function_and_every_input_is_tried_here() -> None:
    functions = {name for name in karaoke.__all__ if name.islower() and not name.startswith("wait_")}

    assert karaoke.__all__ == sorted(karaoke.__all__)
    assert functions == set(GOOD)
    for name, arguments in GOOD.items():
        assert set(signature(getattr(karaoke, name)).parameters) == set(arguments), name
    inputs = {name for name in karaoke.__all__ if name.startswith("New") or name.endswith("Changes")}
    assert (inputs | {"Lease"}) - {"NextClaim"} == {kind.__name__ for kind in INPUTS}


@pytest.mark.parametrize("name", GOOD)
def test_a_function_answers_a_call_or_one_of_our_own_errors(shared_db: Database, name: str) -> None:
    function = getattr(karaoke, name)
    run_for_nothing(shared_db, function(**GOOD[name]))
    for parameter in GOOD[name]:
        for value in HOSTILE:
            made = made_or_refused(function, **GOOD[name] | {parameter: value})
            if isinstance(made, ValidationError):
                assert made.field.startswith(parameter), (parameter, made)
                assert len(made.reason) < 200
            else:
                run_for_nothing(shared_db, made)


@pytest.mark.parametrize("kind", INPUTS, ids=lambda kind: kind.__name__)
def test_an_input_is_made_or_refused_with_its_field(shared_db: Database, kind: type[Any]) -> None:
    for field in [*kind.model_fields, "unknown"]:
        for value in HOSTILE:
            made = made_or_refused(kind, **INPUTS[kind] | {field: value})
            if isinstance(made, ValidationError):
                assert made.field.startswith(field), (field, made)
                assert len(made.reason) < 200
            else:
                run_for_nothing(shared_db, ADDERS[kind](made))


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=60))
def test_any_text_is_stored_as_it_is_and_searched_for_without_an_error(
    shared_db: Database, text: str
) -> None:
    with suppress(TracktionDBError), shared_db.transaction() as tx:
        given = bare_song(text or "x", artist=text or None, lyrics=text)
        added = tx.run(karaoke.add_song(given))
        assert (added.title, added.artist, added.lyrics) == (given.title, given.artist, given.lyrics)
        tx.run(karaoke.search_songs(text))
        raise ValidationError("undo", "this")
