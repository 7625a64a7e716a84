"""Sets by what was played in them."""

from __future__ import annotations

from datetime import datetime

from tracktion_db.graph.call import many
from tracktion_db.graph.statements import cypher
from tracktion_db.graph.steps import GraphSteps, GraphWork
from tracktion_db.records import Record

from .artists import read_artists
from .bounds import require_bool, require_different, require_int, require_uid
from .played import track_key_of

__all__ = [
    "PlayedSet",
    "SetWithArtists",
    "SetWithPair",
    "sets_containing_pair_in_order",
    "sets_containing_track",
    "sets_containing_two_artists",
]

MOST_SETS = 1_000


class SetRecord(Record):
    """A set; ``uid`` is that of its tracklist."""

    uid: str
    title: str | None
    artist: str | None
    played_at: datetime | None


class PlayedSet(SetRecord):
    """A set that contains a track."""

    position: int
    """Of the track, counted from 0; the first where it was played more than once."""
    start_seconds: float | None
    """When it began, where the list says so."""


class SetWithPair(SetRecord):
    """A set that contains two tracks, one after the other."""

    first_position: int
    second_position: int
    """The two places that are next to each other, counted from 0."""


class SetWithArtists(SetRecord):
    """A set that contains tracks of two artists."""

    first_tracks: int
    second_tracks: int
    """How many of each."""


def sets_containing_track(uid: str, *, limit: int = 50) -> GraphSteps[list[PlayedSet]]:
    """Sets in which a recording or a track was played, in whatever spelling, the latest first.

    ``limit`` is 1 to 1,000. Raises NotFound.
    """
    require_uid("uid", uid)
    require_int("limit", limit, 1, MOST_SETS)

    def work() -> GraphWork[list[PlayedSet]]:
        track = yield from track_key_of("uid", uid)
        if track is None:
            return []
        found: list[PlayedSet] = yield many(
            cypher["graph.list_sets_with_track"], PlayedSet, track=track, row_limit=limit
        )
        return found

    return GraphSteps("mixing.sets_containing_track", work)


def sets_containing_pair_in_order(
    first: str, second: str, *, adjacent: bool = False, limit: int = 50
) -> GraphSteps[list[SetWithPair]]:
    """Sets in which one recording or track was played before another, the latest first.

    With ``adjacent`` nothing was played between them. ``limit`` is 1 to 1,000. Raises NotFound for either.
    """
    require_uid("first", first)
    require_uid("second", second)
    require_different("second", second, first)
    require_bool("adjacent", adjacent)
    require_int("limit", limit, 1, MOST_SETS)

    def work() -> GraphWork[list[SetWithPair]]:
        one = yield from track_key_of("first", first)
        other = yield from track_key_of("second", second)
        if one is None or other is None:
            return []
        found: list[SetWithPair] = yield many(
            cypher["graph.list_sets_with_pair"],
            SetWithPair,
            first=one,
            second=other,
            most_apart=1 if adjacent else _ANY_DISTANCE,
            row_limit=limit,
        )
        return found

    return GraphSteps("mixing.sets_containing_pair_in_order", work)


def sets_containing_two_artists(
    first: str, second: str, *, limit: int = 50
) -> GraphSteps[list[SetWithArtists]]:
    """Sets with tracks of both artists, by their uids, the latest first.

    ``limit`` is 1 to 1,000. Raises NotFound for either.
    """
    require_uid("first", first)
    require_uid("second", second)
    require_different("second", second, first)
    require_int("limit", limit, 1, MOST_SETS)

    def work() -> GraphWork[list[SetWithArtists]]:
        yield from read_artists(first=first, second=second)
        found: list[SetWithArtists] = yield many(
            cypher["graph.list_sets_with_artists"],
            SetWithArtists,
            first=first,
            second=second,
            row_limit=limit,
        )
        return found

    return GraphSteps("mixing.sets_containing_two_artists", work)


_ANY_DISTANCE = 1_000_000
