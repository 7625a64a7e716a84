"""The state of the day of what changed, as the database has it. Raises nothing of its own."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby
from uuid import UUID

from tracktion_db.errors import ValidationError
from tracktion_db.runner import Runner
from tracktion_db.sync.changes import Thing
from tracktion_db.sync.facts import Facts
from tracktion_db.sync.folding import Folding
from tracktion_db.sync.recording_states import recording_names, recording_state
from tracktion_db.sync.rows import (
    TracklistRow,
    fold_names,
    read_metadata,
    read_recordings,
    read_tracklists,
)
from tracktion_db.sync.states import State
from tracktion_db.sync.tracklist_states import tracklist_names, tracklist_state

__all__ = ["read_states"]

# PostgreSQL takes no more in one array without our knowing; names are up to 500 characters.
_NAMES = 20_000


def read_states(
    runner: Runner, things: Sequence[Thing], more_names: Iterable[str] = ()
) -> tuple[dict[Thing, State | None], Folding]:
    """What should be in the graph of these things, None for what does not exist, and their folded names.

    ``more_names`` are folded as well.

    Every statement sees what is committed when it begins, so each sees at least what was committed before
    this was called: ``runner`` must not be a transaction of one snapshot.

    Raises ValidationError for a kind that is none of them.
    """
    ids: dict[str, list[UUID]] = {"recording": [], "tracklist": []}
    for kind, uid in things:
        if kind not in ids:
            raise ValidationError("kind", "must be one that the graph shows")
        if (id_ := _id(uid)) is not None:
            ids[kind].append(id_)
    recordings = runner.run(read_recordings(ids["recording"])) if ids["recording"] else []
    rows = runner.run(read_metadata(ids["recording"])) if ids["recording"] else []
    tracklists = runner.run(read_tracklists(ids["tracklist"])) if ids["tracklist"] else []
    metadata = {id_: list(entries) for id_, entries in groupby(rows, key=lambda row: row.recording_id)}
    facts = {row.id: Facts(metadata.get(row.id, ())) for row in recordings}
    folding = _fold(runner, facts.values(), tracklists, more_names)
    states: dict[Thing, State | None] = dict.fromkeys(things)
    for row in recordings:
        state = recording_state(row, metadata.get(row.id, ()), facts[row.id], folding)
        states["recording", state.uid] = state
    for tracklist in tracklists:
        state = tracklist_state(tracklist, folding)
        states["tracklist", state.uid] = state
    return states, folding


def _fold(
    runner: Runner, facts: Iterable[Facts], tracklists: Iterable[TracklistRow], more_names: Iterable[str]
) -> Folding:
    names = set(more_names)
    names.update(name for each in facts for name in recording_names(each))
    names.update(name for each in tracklists for name in tracklist_names(each))
    every = sorted(names)
    return Folding(
        folded
        for start in range(0, len(every), _NAMES)
        for folded in runner.run(fold_names(every[start : start + _NAMES]))
    )


def _id(uid: str) -> UUID | None:
    """The id of the row; None for a uid that no row can have."""
    try:
        found = UUID(uid)
    except ValueError:
        return None
    # The node has it in one spelling only.
    return found if str(found) == uid else None
