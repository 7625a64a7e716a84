"""How far a rebuild of the graph is. Table ``graph_rebuilds``."""

from __future__ import annotations

from datetime import datetime
from typing import Final, Literal
from uuid import UUID

from tracktion_db.call import Call, at_most_one, one
from tracktion_db.records import Record
from tracktion_db.sync.statements import sql

__all__ = ["AFTER_ALL", "Rebuild", "Step", "advance_rebuild", "get_rebuild", "start_rebuild"]

Step = Literal["wiping", "enqueuing", "draining", "done"]
AFTER_ALL: Final = UUID(int=2**128 - 1)
"""Of ``after_id``, where nothing of the phase is left: no row has a greater id."""


class Rebuild(Record):
    """How far a rebuild is."""

    id: UUID
    phase: str
    """What is being done: ``wipe``, ``recordings``, ``tracklists``; ``done`` when all is there."""
    after_id: UUID | None
    """The last one of the phase that was put into the outbox."""
    enqueued: int
    total: int
    """How many there were when it began."""
    created_at: datetime

    @property
    def step(self) -> Step:
        """What is being done; ``draining`` is all that follows when everything is in the outbox."""
        if self.phase == "tracklists" and self.after_id == AFTER_ALL:
            return "draining"
        steps: dict[str, Step] = {"wipe": "wiping", "done": "done"}
        return steps.get(self.phase, "enqueuing")


def get_rebuild() -> Call[Rebuild | None]:
    """The rebuild that is not finished, if there is one."""
    return at_most_one(sql["sync.get_rebuild"], Rebuild)


def start_rebuild() -> Call[Rebuild]:
    """Begin a rebuild. Raises Conflict where one is not finished."""
    return one(sql["sync.start_rebuild"], Rebuild)


def advance_rebuild(state: Rebuild, phase: str, after_id: UUID | None, enqueued: int) -> Call[Rebuild]:
    """So far is it now: the phase, the last one that is in the outbox, and how many more those were."""
    return one(
        sql["sync.advance_rebuild"],
        Rebuild,
        rebuild_id=state.id,
        phase=phase,
        after_id=after_id,
        enqueued=enqueued,
    )
