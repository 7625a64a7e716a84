"""A batch on its way into the graph: one transaction behind the fence. I/O-free: yields calls of the graph.

Whatever is read here is read behind the fence, so nobody else writes until the transaction ends; and running
it again, after an answer that was lost or by a worker that was late, finds nothing more to do.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Any, Final

from tracktion_db.graph import (
    GraphCall,
    link_recording_albums,
    link_recording_artists,
    link_recording_genres,
    link_recording_keys,
    link_recording_metadata,
    link_recording_tracklists,
    link_tracklist_tracks,
    save_albums,
    save_genres,
    save_keys,
    save_metadata,
    save_recordings,
    save_tracklists,
    save_tracks,
)
from tracktion_db.sync.artist_names import rename, save_names
from tracktion_db.sync.changes import Thing
from tracktion_db.sync.difference import Difference, artist_pairs
from tracktion_db.sync.fence import Fence, pass_fence, require_passed
from tracktion_db.sync.folding import Folding
from tracktion_db.sync.projection import COUNTED, KINDS, LINKS
from tracktion_db.sync.sending import GraphWork, chunks, send, send_by
from tracktion_db.sync.shared import album_credits, track_credits
from tracktion_db.sync.shared_checks import SHARED_KINDS, check_shared, mend
from tracktion_db.sync.states import Properties, State
from tracktion_db.sync.stored import list_known, list_lonely, load, stored_state

__all__ = ["LINK", "SAVE", "Wanted", "apply", "grouped"]

Wanted = Mapping[Thing, State | None]
"""What should be in the graph, by kind and uid; None for what does not exist."""

SAVE: Final[Mapping[str, Callable[[list[Any]], GraphCall[None]]]] = MappingProxyType(
    {
        "Recording": save_recordings,
        "Tracklist": save_tracklists,
        "Metadata": save_metadata,
        "Genre": save_genres,
        "Key": save_keys,
        "Album": save_albums,
        "Track": save_tracks,
    }
)
"""How nodes are written that are saved as they are, by label, in this order."""
LINK: Final[Mapping[str, Callable[[list[Any]], GraphCall[None]]]] = MappingProxyType(
    {
        "HAS_METADATA": link_recording_metadata,
        "PERFORMED_BY": link_recording_artists,
        "PART_OF": link_recording_albums,
        "HAS_GENRE": link_recording_genres,
        "IN_KEY": link_recording_keys,
        "HAS_TRACKLIST": link_recording_tracklists,
        "CONTAINS_TRACK": link_tracklist_tracks,
    }
)
"""How the relationships are written that things own, by type."""
_TARGETS: Final = 1_000
"""Most relationships that one row of ``grouped`` has: a call takes rows whole."""


def apply(
    wanted: Wanted, fence: Fence, folding: Folding, to_mend: Sequence[Thing] = ()
) -> GraphWork[Difference]:
    """Bring these things into the state that they should have; answers what had to be written.

    ``to_mend`` are shared nodes that are counted anew.

    Raises Fenced where a later batch came first, UsageError where the graph is not this database's.
    """
    require_passed((yield pass_fence(fence)), fence)
    difference = Difference()
    for kind in KINDS.values():
        uids = sorted(uid for name, uid in wanted if name == kind.name)
        for part in chunks(uids):
            stored = {node.uid: stored_state(node) for node in (yield load(kind, part))}
            for uid in part:
                difference.compare(kind, uid, wanted[kind.name, uid], stored.get(uid))
    if difference:
        yield from _write(difference, folding)
    if to_mend:
        yield from _mend(to_mend, folding)
    return difference


def _mend(things: Sequence[Thing], folding: Folding) -> GraphWork[None]:
    uids = {kind: {uid for name, uid in things if name == kind} for kind in SHARED_KINDS}
    for kind in SHARED_KINDS.values():
        for part in chunks(sorted(uids[kind.name])):
            uids["artist"] |= yield from mend(kind, (yield check_shared(kind, part)), folding)


def _write(difference: Difference, folding: Folding) -> GraphWork[None]:
    for name, uids in difference.removed.items():
        yield from send(f"remove_{KINDS[name].files}", uids)
    for type_, rows in difference.unlinked.items():
        yield from send(f"unlink_{LINKS[type_].files}", rows)
    yield from send("save_stubs", sorted(difference.stubs))
    yield from _save(difference, folding)
    for type_, rows in difference.linked.items():
        yield from send_by(LINK[type_], rows if LINKS[type_].properties else grouped(rows))
    artists = difference.perhaps_lonely.get("Artist", set())
    artists |= yield from _remove_lonely_tracks_and_albums(difference)
    for counted in COUNTED.values():
        yield from send(f"add_{counted.files}", difference.changed_counts(counted.type))
    yield from send("refresh_transitions", _transition_rows(difference))
    yield from rename(artists)
    yield from send("remove_lonely_artists", sorted(artists))
    for label, files in (("Metadata", "metadata"), ("Genre", "genres")):
        yield from send(f"remove_lonely_{files}", sorted(difference.perhaps_lonely.get(label, ())))


def _save(difference: Difference, folding: Folding) -> GraphWork[None]:
    new_tracks = yield from _missing("tracks", difference.saved.get("Track", {}))
    new_albums = yield from _missing("albums", difference.saved.get("Album", {}))
    credits_of_tracks = [row for track in new_tracks for row in track_credits(track, folding)]
    credits_of_albums = [row for album in new_albums for row in album_credits(album, folding)]
    for track in new_tracks:
        mine = artist_pairs(row["target"] for row in track_credits(track, folding))
        difference.count("COLLABORATED_WITH", mine, 1)
    names = {uid: set(known) for uid, known in difference.names.items()}
    for row in (*credits_of_tracks, *credits_of_albums):
        names.setdefault(row["target"], set()).add(row["properties"]["credited_as"])
    yield from save_names(names)
    for label, save in SAVE.items():
        nodes = sorted(difference.saved.get(label, {}).items())
        yield from send_by(save, ({"uid": uid, "properties": node} for uid, node in nodes))
    yield from send("link_track_artists", credits_of_tracks)
    yield from send("link_album_artists", credits_of_albums)


def _missing(files: str, nodes: Mapping[str, Properties]) -> GraphWork[list[Properties]]:
    """Those of these nodes that the graph lacks."""
    known: set[str] = set()
    for part in chunks(sorted(nodes)):
        known |= {node.uid for node in (yield list_known(files, part))}
    return [node for uid, node in sorted(nodes.items()) if uid not in known]


def _remove_lonely_tracks_and_albums(difference: Difference) -> GraphWork[set[str]]:
    """Remove what nothing has any more; answers the uids of the artists that it was credited to."""
    artists: set[str] = set()
    for label, files in (("Track", "tracks"), ("Album", "albums")):
        gone: list[str] = []
        for part in chunks(sorted(difference.perhaps_lonely.get(label, ()))):
            for node in (yield list_lonely(files, part)):
                gone.append(node.uid)
                artists.update(node.artists)
                if label == "Track":
                    difference.count("COLLABORATED_WITH", artist_pairs(node.artists), -1)
        yield from send(f"remove_{files}", gone)
    return artists


def grouped(rows: Iterable[Mapping[str, str]]) -> list[dict[str, Any]]:
    """Those that say nothing but where they lead, all of one owner at once."""
    targets: dict[str, list[str]] = {}
    for row in rows:
        targets.setdefault(row["uid"], []).append(row["target"])
    return [
        {"uid": uid, "targets": found[start : start + _TARGETS]}
        for uid, found in targets.items()
        for start in range(0, len(found), _TARGETS)
    ]


def _transition_rows(difference: Difference) -> list[dict[str, str]]:
    return [{"uid": one, "target": other} for one, other in sorted(difference.transitions)]
