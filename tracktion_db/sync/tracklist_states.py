"""Tracklists as they should be in the graph. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

from tracktion_db.catalog import Track
from tracktion_db.sync.credits import MAX_NAME
from tracktion_db.sync.folding import Folding, track_key
from tracktion_db.sync.rows import TracklistRow
from tracktion_db.sync.shared import track_names
from tracktion_db.sync.states import Linked, LinkKey, Properties, State, cut, present, uid_of

__all__ = ["track_uid", "tracklist_names", "tracklist_state"]


def tracklist_names(row: TracklistRow) -> Iterator[str]:
    """The names of this tracklist that have to be folded."""
    for track in row.tracks:
        artist, title = _name(track.artist), _name(track.title)
        yield artist
        yield title
        yield from track_names(artist, title)


def track_uid(artist: str, title: str) -> str:
    """The uid of the node of a track, as a tracklist has its artist and title."""
    return uid_of(_name(artist), _name(title))


def tracklist_state(row: TracklistRow, folding: Folding) -> State:
    """The node of a tracklist and all that it owns."""
    uid = str(row.id)
    played_at = _played_at(row)
    state = State(
        uid=uid,
        properties=present(
            uid=uid,
            title=row.title,
            artist=row.artist,
            source=row.source,
            source_url=cut(row.source_url),
            track_count=row.track_count,
            total_duration=row.total_duration,
            played_at=played_at,
            created_at=row.created_at,
            updated_at=row.updated_at,
        ),
    )
    if row.recording_id is not None:
        recording = str(row.recording_id)
        state.links[LinkKey("HAS_TRACKLIST", recording, None)] = Linked({}, {"uid": recording})
    nodes = [_track(uid, position, track, folding) for position, track in enumerate(row.tracks)]
    for position, (track, node) in enumerate(zip(row.tracks, nodes, strict=True)):
        following = nodes[position + 1] if position + 1 < len(nodes) else None
        # What nobody knows, and a track after itself, were not played before anything.
        known = following is not None and "key" in node and "key" in following
        moves = known and following["uid"] != node["uid"] if following is not None else False
        start = track.start_second()
        link = present(
            position=position,
            start_seconds=None if start is None else float(start),
            next=following["uid"] if moves and following is not None else None,
            played_at=played_at,
        )
        state.links[LinkKey("CONTAINS_TRACK", node["uid"], position)] = Linked(link, node)
    return state


def _track(tracklist: str, position: int, track: Track, folding: Folding) -> Properties:
    artist, title = _name(track.artist), _name(track.title)
    if folding.is_unknown(title):
        # Two unknown tracks are not one: each is its place in its set, and what is said of it there.
        return present(uid=uid_of(tracklist, str(position), artist, title), title=title, artist=artist)
    return present(
        uid=uid_of(artist, title), title=title, artist=artist, key=track_key(folding, artist, title)
    )


def _name(text: str) -> str:
    return " ".join(text.split())[:MAX_NAME]


def _played_at(row: TracklistRow) -> datetime:
    """When the set was played, as its source says (``date`` of its metadata); else when it came to us."""
    said = row.metadata.get("date")
    if isinstance(said, str):
        try:
            day = datetime.fromisoformat(said)
        except ValueError:
            return row.created_at
        try:
            return day.replace(tzinfo=UTC) if day.tzinfo is None else day.astimezone(UTC)
        except OverflowError:
            return row.created_at
    return row.created_at
