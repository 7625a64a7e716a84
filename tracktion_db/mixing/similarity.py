"""Recordings that are alike, by the links that ``rescoring`` derives."""

from __future__ import annotations

from typing import Final, Literal, get_args

from tracktion_db.errors import ValidationError
from tracktion_db.graph.call import count, many
from tracktion_db.graph.statements import cypher
from tracktion_db.graph.steps import GraphSteps, GraphWork

from .bounds import require_int, require_number, require_uid
from .recordings import MixRecording, list_mix_recordings, require_recordings

__all__ = [
    "LIKENESSES",
    "MOST_LINKS",
    "Likeness",
    "SimilarRecording",
    "drop_low_scores",
    "similar_recordings",
]

Likeness = Literal["SIMILAR_TO", "HARMONIC_COMPATIBLE", "TEMPO_COMPATIBLE"]
"""The kinds of links between recordings that are alike."""

MOST_LINKS: Final = 50
LIKENESSES: Final[dict[Likeness, str]] = {
    "SIMILAR_TO": "similar",
    "HARMONIC_COMPATIBLE": "harmonic",
    "TEMPO_COMPATIBLE": "tempo",
}
"""What the statements of each kind are called."""
_DROPPED_AT_ONCE: Final = 5_000


class SimilarRecording(MixRecording):
    """A recording that is like another one."""

    score: float
    """0 to 1."""
    version: int
    """Of the score: see ``costs.VERSION``."""


def similar_recordings(
    uid: str, *, likeness: Likeness = "SIMILAR_TO", limit: int = 20
) -> GraphSteps[list[SimilarRecording]]:
    """Recordings that are like this one, the best first, as the last ``rescore_similarity`` left them.

    ``limit`` is 1 to 50. A recording without key or tempo has none. Raises NotFound.
    """
    require_uid("uid", uid)
    _require_likeness(likeness)
    require_int("limit", limit, 1, MOST_LINKS)

    def work() -> GraphWork[list[SimilarRecording]]:
        known: list[MixRecording]
        found: list[SimilarRecording]
        known, found = yield (
            list_mix_recordings([uid]),
            many(
                cypher["graph.list_similar_recordings"],
                SimilarRecording,
                uid=uid,
                likeness=likeness,
                row_limit=limit,
            ),
        )
        require_recordings({"uid": uid}, known)
        return found

    return GraphSteps("mixing.similar_recordings", work)


def drop_low_scores(likeness: Likeness, below: float) -> GraphSteps[int]:
    """Remove the links of this kind whose score is below ``below`` (0 to 1); answers how many.

    5,000 at once: interrupted, the rest is still there.
    """
    _require_likeness(likeness)
    require_number("below", below, 0, 1)
    statement = cypher[f"graph.drop_low_{LIKENESSES[likeness]}"]

    def work() -> GraphWork[int]:
        dropped = 0
        while True:
            some: int = yield count(statement, below=below, row_limit=_DROPPED_AT_ONCE)
            dropped += some
            if some < _DROPPED_AT_ONCE:
                return dropped

    return GraphSteps("mixing.drop_low_scores", work)


def _require_likeness(likeness: object) -> None:
    if likeness not in get_args(Likeness):
        raise ValidationError("likeness", f"must be one of: {', '.join(get_args(Likeness))}")
