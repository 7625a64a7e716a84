"""What the graph shows, as calls that write it: nodes of each label, and the relationships that they own.

With these calls the worker of ``tracktion_db.sync`` writes what PostgreSQL owns, and so may whoever has data
of their own, in a graph that no worker follows: ``verify`` takes all that its database lacks for drift::

    graph.run(save_recordings([{"uid": "r1", "properties": {"uid": "r1", "file_name": "set.flac"}}]))
    graph.run(save_metadata([{"uid": "m1", "properties": {"uid": "m1", "key": "bpm", "value": "128"}}]))
    graph.run(link_recording_metadata([{"uid": "r1", "targets": ["m1"]}]))

A node is found by its label and ``uid``, a text that is the caller's to choose and never empty. Writing a
node or relationship again replaces its properties; a relationship of which an end does not exist is not
written. One call takes at most 5,000 rows and 4 MiB, in any order; a text that has an index (``title``,
``key``, ``value`` ...) at most about 8,000 bytes, or the server refuses the call.

All raise ValidationError, with the place of what is wrong, before anything is sent.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypedDict, cast

from tracktion_db.errors import ValidationError

from .call import GraphCall, nothing
from .statements import cypher

__all__ = [
    "LinkRow",
    "NodeRow",
    "PlacedRow",
    "TargetsRow",
    "link_recording_albums",
    "link_recording_artists",
    "link_recording_genres",
    "link_recording_keys",
    "link_recording_metadata",
    "link_recording_tracklists",
    "link_tracklist_tracks",
    "save_albums",
    "save_genres",
    "save_keys",
    "save_metadata",
    "save_recordings",
    "save_tracklists",
    "save_tracks",
]


class NodeRow(TypedDict):
    """A node."""

    uid: str
    properties: Mapping[str, object]
    """All that it has, the ``uid`` too; others that it had are removed."""


class TargetsRow(TypedDict):
    """Relationships of one node that have no properties."""

    uid: str
    targets: Sequence[str]
    """Uids of the nodes at the other ends."""


class LinkRow(TypedDict):
    """A relationship: one for each pair of nodes."""

    uid: str
    target: str
    """Uid of the node at its other end."""
    properties: Mapping[str, object]


class PlacedRow(LinkRow):
    """A relationship of a pair of nodes that may have several."""

    place: str | int
    """What tells them apart; stands in the properties too, under its own name."""


def save_recordings(rows: Sequence[NodeRow]) -> GraphCall[None]:
    """Write recordings."""
    return _nodes("graph.save_recordings", rows)


def save_metadata(rows: Sequence[NodeRow]) -> GraphCall[None]:
    """Write metadata: ``key``, ``value`` and ``value_type``; recordings that have the same share the node."""
    return _nodes("graph.save_metadata", rows)


def save_tracklists(rows: Sequence[NodeRow]) -> GraphCall[None]:
    """Write tracklists."""
    return _nodes("graph.save_tracklists", rows)


def save_tracks(rows: Sequence[NodeRow]) -> GraphCall[None]:
    """Write tracks of tracklists: ``title`` and ``artist``; tracklists that have the same share the node."""
    return _nodes("graph.save_tracks", rows)


def save_albums(rows: Sequence[NodeRow]) -> GraphCall[None]:
    """Write albums."""
    return _nodes("graph.save_albums", rows)


def save_genres(rows: Sequence[NodeRow]) -> GraphCall[None]:
    """Write genres."""
    return _nodes("graph.save_genres", rows)


def save_keys(rows: Sequence[NodeRow]) -> GraphCall[None]:
    """Write musical keys, of which the graph has all 24 from its migrations."""
    return _nodes("graph.save_keys", rows)


def link_recording_metadata(rows: Sequence[TargetsRow]) -> GraphCall[None]:
    """Write which metadata recordings have."""
    return nothing(cypher["graph.link_recording_metadata"], rows=rows)


def link_recording_tracklists(rows: Sequence[TargetsRow]) -> GraphCall[None]:
    """Write which recordings tracklists belong to: ``uid`` is the tracklist."""
    return nothing(cypher["graph.link_recording_tracklists"], rows=rows)


def link_tracklist_tracks(rows: Sequence[PlacedRow]) -> GraphCall[None]:
    """Write which tracks tracklists contain: ``place`` is the ``position``, from 0."""
    return nothing(cypher["graph.link_tracklist_tracks"], rows=rows)


def link_recording_artists(rows: Sequence[PlacedRow]) -> GraphCall[None]:
    """Write which artists recordings are credited to: ``place`` is the ``role``."""
    return nothing(cypher["graph.link_recording_artists"], rows=rows)


def link_recording_albums(rows: Sequence[LinkRow]) -> GraphCall[None]:
    """Write which albums recordings are part of."""
    return nothing(cypher["graph.link_recording_albums"], rows=rows)


def link_recording_genres(rows: Sequence[LinkRow]) -> GraphCall[None]:
    """Write which genres recordings have."""
    return nothing(cypher["graph.link_recording_genres"], rows=rows)


def link_recording_keys(rows: Sequence[LinkRow]) -> GraphCall[None]:
    """Write which musical keys recordings are in."""
    return nothing(cypher["graph.link_recording_keys"], rows=rows)


def _nodes(name: str, rows: Sequence[NodeRow]) -> GraphCall[None]:
    call = nothing(cypher[name], rows=rows)
    for number, row in enumerate(cast("list[dict[str, Any]]", call.parameters["rows"])):
        # They replace all that the node has: without it, nobody would find the node again.
        properties = row["properties"]
        if not isinstance(properties, dict) or cast("dict[str, Any]", properties).get("uid") != row["uid"]:
            raise ValidationError(f"rows[{number}].properties.uid", "must be the uid of its row")
    return call
