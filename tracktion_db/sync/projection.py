"""What the graph shows of the relational database, as data. Everything else follows from this page.

Two kinds of things are projected, each from the rows of some tables: a *recording* with its metadata, and a
*tracklist*. Each is a node and the relationships that it owns; only its owner writes or removes a
relationship. The nodes at their other ends are shared, and are what their ``uid`` says: nothing of them
depends on who wrote them first. Relationships between shared nodes are counted from those that are owned.

The triggers of ``migrations/0015``, the reads in ``sql/sync``, the statements in ``graph/cypher``, the
comparison in ``verify`` and the picture in ``docs/graph.md`` are tested against it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

__all__ = ["COUNTED", "KINDS", "LINKS", "SHARED", "Counted", "Kind", "LinkKind"]


@dataclass(frozen=True, slots=True)
class LinkKind:
    """A relationship that a thing owns."""

    type: str
    target: str
    """Label of the node at its other end."""
    files: str
    """``link_<files>`` writes it, ``unlink_<files>`` removes it."""
    place: str | None = None
    """The property that tells two relationships of one pair of nodes apart."""
    properties: tuple[str, ...] = ()
    """All it may have."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A thing that is projected."""

    name: str
    """As ``graph_outbox.kind`` has it."""
    label: str
    sources: Mapping[str, tuple[str, ...]]
    """Tables and columns that it is made of; each table has triggers that name it when it changes."""
    properties: tuple[str, ...]
    """All that its node may have."""
    links: tuple[LinkKind, ...]
    files: str
    """``load_<files>``, ``save_<files>`` and ``remove_<files>`` read, write and remove it."""


@dataclass(frozen=True, slots=True)
class Counted:
    """A relationship between shared nodes, with how often the owned ones show it."""

    type: str
    label: str
    """Of both nodes."""
    files: str
    """``add_<files>`` counts up and down, ``set_<files>`` writes a count."""


RECORDING: Final = Kind(
    name="recording",
    label="Recording",
    sources=MappingProxyType(
        {
            "recordings": (
                "id",
                "file_path",
                "file_name",
                "file_hash",
                "status",
                "created_at",
                "updated_at",
            ),
            "metadata": ("recording_id", "key", "value", "value_type"),
        }
    ),
    properties=(
        "uid",
        "file_path",
        "file_name",
        "file_hash",
        "status",
        "title",
        "artist",
        "artist_key",
        "album",
        "genre",
        "bpm",
        "energy",
        "camelot",
        "track",
        "created_at",
        "updated_at",
    ),
    links=(
        LinkKind("HAS_METADATA", "Metadata", "recording_metadata"),
        LinkKind("PERFORMED_BY", "Artist", "recording_artists", "role", ("role", "credited_as")),
        LinkKind("PART_OF", "Album", "recording_albums", None, ("track_number", "disc_number")),
        LinkKind("HAS_GENRE", "Genre", "recording_genres", None, ("primary", "parent")),
        LinkKind("IN_KEY", "Key", "recording_keys", None, ("notation",)),
    ),
    files="recordings",
)

TRACKLIST: Final = Kind(
    name="tracklist",
    label="Tracklist",
    sources=MappingProxyType(
        {
            "tracklists": (
                "id",
                "recording_id",
                "title",
                "artist",
                "source",
                "source_url",
                "tracks",
                "metadata",
                "track_count",
                "total_duration",
                "created_at",
                "updated_at",
            )
        }
    ),
    properties=(
        "uid",
        "title",
        "artist",
        "source",
        "source_url",
        "track_count",
        "total_duration",
        "played_at",
        "created_at",
        "updated_at",
    ),
    links=(
        LinkKind("HAS_TRACKLIST", "Recording", "recording_tracklists"),
        LinkKind(
            "CONTAINS_TRACK",
            "Track",
            "tracklist_tracks",
            "position",
            ("position", "start_seconds", "next", "played_at"),
        ),
    ),
    files="tracklists",
)

KINDS: Final[Mapping[str, Kind]] = MappingProxyType({kind.name: kind for kind in (RECORDING, TRACKLIST)})
LINKS: Final[Mapping[str, LinkKind]] = MappingProxyType(
    {link.type: link for kind in KINDS.values() for link in kind.links}
)

SHARED: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "Metadata": ("uid", "key", "value", "value_type"),
        "Artist": ("uid", "name"),
        "Album": ("uid", "title", "artist", "key"),
        "Genre": ("uid", "name"),
        "Key": ("uid", "name", "tonic", "mode", "number", "letter"),
        "Track": ("uid", "title", "artist", "key"),
    }
)
"""The shared nodes and all that they may have."""

COUNTED: Final[Mapping[str, Counted]] = MappingProxyType(
    {
        counted.type: counted
        for counted in (
            Counted("COLLABORATED_WITH", "Artist", "collaborations"),
            Counted("RELATED_TO", "Genre", "related_genres"),
            Counted("SUBGENRE_OF", "Genre", "subgenres"),
        )
    }
)
