"""Whatever a caller gives, an answer or one of our own errors comes back, and the connection stays usable."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from decimal import Decimal
from enum import StrEnum
from inspect import signature
from pathlib import PurePosixPath
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.catalog.samples import NOBODY, bare_recording, new_recording, new_tracklist
from tracktion_db import Call, Database, catalog
from tracktion_db.catalog import (
    NewMetadata,
    NewRecording,
    NewRenameProposal,
    NewTracklist,
    RecordingChanges,
    RenameProposalChanges,
    Track,
    TracklistChanges,
)
from tracktion_db.errors import TracktionDBError, ValidationError


class Lying(tzinfo):
    def utcoffset(self, dt: datetime | None) -> timedelta | None:
        raise RuntimeError("no offset for you")

    def dst(self, dt: datetime | None) -> timedelta | None:
        return None

    def tzname(self, dt: datetime | None) -> str | None:
        return None


class Word(StrEnum):
    PENDING = "pending"


def nested(depth: int) -> Any:
    value: Any = "bottom"
    for _ in range(depth):
        value = {"deeper": value}
    return value


HOSTILE: list[Any] = [
    None,
    "",
    "nul\0",
    "\udcff",
    "x" * 5000,
    "x" * 10_000_000,
    "é" * 2049,
    b"bytes",
    0,
    -1,
    2**31,
    2**63,
    10**5000,
    True,
    1.5,
    float("nan"),
    float("inf"),
    Decimal("NaN"),
    Decimal("sNaN"),
    Decimal("1E+999999"),
    datetime(2026, 1, 1),  # noqa: DTZ001 (naive is the point)
    datetime.max.replace(tzinfo=timezone(-timedelta(hours=14))),
    datetime(2026, 1, 1, tzinfo=Lying()),
    date(2026, 1, 1),
    UUID(int=0),
    "not-a-uuid",
    str(NOBODY),
    Word.PENDING,
    PurePosixPath("/music"),
    [],
    [None],
    ["nul\0"],
    ["a", 5],
    [[]],
    (),
    {},
    {"nul\0": 1},
    {"a": "\ud800"},
    {"a": float("nan")},
    {5: 5},
    nested(1000),
    [nested(99)],
    set[str](),
    object(),
    ...,
    new_recording,
]

# For each function arguments that it takes; each of them is then replaced by what is hostile.
GOOD: dict[str, dict[str, Any]] = {
    "add_each_recording": {"recordings": [bare_recording()]},
    "add_metadata": {"metadata": [NewMetadata(recording_id=NOBODY, key="bpm", value="128")]},
    "add_recording": {"recording": new_recording()},
    "add_recordings": {"recordings": [bare_recording()]},
    "add_rename_proposal": {
        "proposal": NewRenameProposal(recording_id=NOBODY, current_filename="a", proposed_filename="b")
    },
    "add_rename_proposals": {"proposals": []},
    "add_tracklist": {"tracklist": new_tracklist()},
    "add_tracklists": {"tracklists": [new_tracklist()]},
    "apply_rename_proposal": {"proposal_id": NOBODY, "correlation_id": None},
    "approve_rename_proposal": {"proposal_id": NOBODY, "correlation_id": None},
    "fail_rename_proposal": {"proposal_id": NOBODY, "correlation_id": None},
    "get_metadata": {"recording_id": NOBODY, "key": "bpm"},
    "get_or_add_recording": {"recording": bare_recording()},
    "get_recording": {"recording_id": NOBODY},
    "get_recording_by_path": {"file_path": "/x"},
    "get_recordings": {"recording_ids": [NOBODY]},
    "get_rename_proposal": {"proposal_id": NOBODY},
    "get_track_playing": {"tracklist_id": NOBODY, "second": 5},
    "get_tracklist": {"tracklist_id": NOBODY},
    "get_tracklist_by_recording": {"recording_id": NOBODY},
    "list_metadata": {"recording_id": NOBODY},
    "list_recording_statistics": {"first_month": None, "last_month": None},
    "list_recordings": {"limit": 10, "cursor": None},
    "list_recordings_by_correlation": {"correlation_id": NOBODY, "limit": 10, "cursor": None},
    "list_recordings_by_hash": {"hashes": ["0" * 64]},
    "list_recordings_by_metadata": {"key": "bpm", "value": 128, "limit": 10, "cursor": None},
    "list_recordings_by_metadata_number": {
        "key": "bpm",
        "minimum": 1,
        "maximum": 2,
        "limit": 10,
        "cursor": None,
    },
    "list_recordings_by_status": {"status": "pending", "limit": 10, "cursor": None},
    "list_rename_proposals": {"status": "pending", "minimum_confidence": 0.5, "limit": 10, "cursor": None},
    "list_rename_proposals_by_recording": {"recording_id": NOBODY, "limit": 10, "cursor": None},
    "list_tracklists": {"limit": 10, "cursor": None},
    "list_tracklists_by_metadata": {"metadata": {"a": 1}, "limit": 10, "cursor": None},
    "list_tracklists_containing": {
        "title": "x",
        "artist": "y",
        "track_id": 1,
        "limit": 10,
        "cursor": None,
    },
    "refresh_recording_statistics": {},
    "reject_rename_proposal": {"proposal_id": NOBODY, "correlation_id": None},
    "remove_metadata": {"recording_id": NOBODY, "keys": ["bpm"]},
    "remove_recording": {"recording_id": NOBODY},
    "remove_rename_proposal": {"proposal_id": NOBODY},
    "remove_tracklist": {"tracklist_id": NOBODY},
    "set_metadata": {"recording_id": NOBODY, "metadata": {"bpm": 128}, "correlation_id": None},
    "set_recording_status": {"recording_id": NOBODY, "status": "x", "correlation_id": None},
    "update_recording": {"recording_id": NOBODY, "changes": RecordingChanges(status="x")},
    "update_rename_proposal": {
        "proposal_id": NOBODY,
        "changes": RenameProposalChanges(proposed_filename="x"),
    },
    "update_tracklist": {"tracklist_id": NOBODY, "changes": TracklistChanges(title="x")},
}
INPUTS: dict[type[Any], dict[str, Any]] = {
    NewRecording: {"file_path": "/x", "file_name": "x"},
    RecordingChanges: {},
    NewMetadata: {"recording_id": NOBODY, "key": "bpm", "value": "128"},
    NewTracklist: {"source": "manual"},
    TracklistChanges: {},
    NewRenameProposal: {"recording_id": NOBODY, "current_filename": "a", "proposed_filename": "b"},
    RenameProposalChanges: {},
    Track: {"title": "x", "artist": "y"},
}
ADDERS: dict[type[Any], Callable[[Any], Call[Any]]] = {
    NewRecording: catalog.add_recording,
    RecordingChanges: lambda changes: catalog.update_recording(NOBODY, changes),
    NewMetadata: lambda metadata: catalog.add_metadata([metadata]),
    NewTracklist: catalog.add_tracklist,
    TracklistChanges: lambda changes: catalog.update_tracklist(NOBODY, changes),
    NewRenameProposal: catalog.add_rename_proposal,
    RenameProposalChanges: lambda changes: catalog.update_rename_proposal(NOBODY, changes),
    Track: lambda track: catalog.add_tracklist(NewTracklist(source="manual", tracks=[track])),
}


def made_or_refused(make: Callable[..., Any], *arguments: Any, **named: Any) -> Any:
    """What was made, or why not; any other error than ours fails the test."""
    try:
        return make(*arguments, **named)
    except ValidationError as refused:
        return refused


def run_for_nothing(db: Database, call: Call[Any]) -> None:
    """Run a call and undo it; only our own errors may come of it."""
    with suppress(TracktionDBError), db.transaction() as tx:
        with tx.transaction() as inner:
            _ = inner.run(call)
        raise ValidationError("undo", "this")


def test_every_function_and_every_input_is_tried_here() -> None:
    functions = {name for name in catalog.__all__ if name.islower()}

    assert catalog.__all__ == sorted(catalog.__all__)
    assert functions == set(GOOD)
    for name, arguments in GOOD.items():
        assert set(signature(getattr(catalog, name)).parameters) == set(arguments), name
    inputs = {name for name in catalog.__all__ if name.startswith("New") or name.endswith("Changes")}
    assert inputs | {"Track"} == {kind.__name__ for kind in INPUTS}


@pytest.mark.parametrize("name", GOOD)
def test_a_function_answers_a_call_or_one_of_our_own_errors(shared_db: Database, name: str) -> None:
    function = getattr(catalog, name)
    run_for_nothing(shared_db, function(**GOOD[name]))
    for parameter in GOOD[name]:
        for value in HOSTILE:
            made = made_or_refused(function, **GOOD[name] | {parameter: value})
            if isinstance(made, ValidationError):
                # Of a missing title, artist and track_id the first is named; a track is named by its keys.
                assert made.field.startswith((parameter, "track.", "title")), (parameter, made)
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
                continue
            call = made_or_refused(ADDERS[kind], made)
            if not isinstance(call, ValidationError):
                run_for_nothing(shared_db, call)


# A float of more than 15 digits before the point comes back as the whole number of its shortest notation.
SMALL_FLOATS = st.floats(-1e15, 1e15) | st.sampled_from([float("nan"), float("inf"), -float("inf")])


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    text=st.text(st.characters(), max_size=60),
    number=st.floats() | st.integers() | st.decimals(),
    extra=st.recursive(
        st.none() | st.booleans() | st.integers() | SMALL_FLOATS | st.text(st.characters(), max_size=5),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
        max_leaves=10,
    ),
)
def test_any_text_number_or_json_is_stored_as_it_is_or_refused(
    shared_db: Database, text: str, number: Any, extra: Any
) -> None:
    with suppress(TracktionDBError), shared_db.transaction() as tx:
        with suppress(ValidationError):
            given = NewRecording(file_path=text, file_name=text or "x", mime_type=text[:100] or None)
            added = tx.run(catalog.add_recording(given))
            assert (added.file_path, added.mime_type) == (text, text[:100] or None)
            assert tx.run(catalog.get_recording_by_path(text)) == added
        recording = tx.run(catalog.add_recording(bare_recording()))
        with suppress(ValidationError):
            (row,) = tx.run(catalog.set_metadata(recording.id, {text: text}))
            assert (row.key, row.value) == (text, text)
        with suppress(ValidationError):
            (row,) = tx.run(catalog.set_metadata(recording.id, {"number": number}))
            assert row.value is not None
            assert Decimal(row.value) == (
                Decimal(repr(number)) if isinstance(number, float) else Decimal(number)
            )
            assert "e" not in row.value.lower()
        with suppress(ValidationError):
            track = Track(title=text, artist=text, start_time=number, extra=extra)
            tracklist = tx.run(catalog.add_tracklist(NewTracklist(source="manual", tracks=[track])))
            assert tracklist.tracks[0].title == text
            assert tracklist.tracks[0].model_extra == {"extra": extra}
        raise ValidationError("undo", "this")


def test_instants_are_compared_by_utc() -> None:
    late = datetime(9999, 12, 31, 23, 30, tzinfo=timezone(-timedelta(hours=1)))

    with pytest.raises(ValidationError) as refused:
        _ = NewRecording(file_path="/x", file_name="x", last_modified=late)

    assert refused.value.field == "last_modified"
    assert NewRecording(
        file_path="/x", file_name="x", last_modified=late.replace(tzinfo=UTC)
    ).last_modified == datetime(9999, 12, 31, 23, 30, tzinfo=UTC)
