"""Recordings as they should be in the graph. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tracktion_db.graph.keys import key_properties
from tracktion_db.sync.facts import Facts
from tracktion_db.sync.folding import Folding, track_key
from tracktion_db.sync.rows import MetadataRow, RecordingRow
from tracktion_db.sync.shared import album_names
from tracktion_db.sync.states import Linked, LinkKey, State, cut, present, uid_of

__all__ = ["recording_names", "recording_state"]


def recording_names(facts: Facts) -> Iterator[str]:
    """The names of these facts that have to be folded."""
    for credit in facts.credits:
        yield credit.name
    yield from facts.genres
    yield from facts.subgenres
    yield from album_names(facts.album_artist)
    for name in (facts.title, facts.artist, facts.album, facts.album_artist):
        if name is not None:
            yield name


def recording_state(
    row: RecordingRow, metadata: Sequence[MetadataRow], facts: Facts, folding: Folding
) -> State:
    """The node of a recording and all that it owns."""
    key = facts.key()
    artist, title = facts.artist, facts.title
    state = State(
        uid=str(row.id),
        properties=present(
            uid=str(row.id),
            file_path=row.file_path,
            file_name=row.file_name,
            file_hash=row.file_hash,
            status=row.status,
            title=title,
            artist=artist,
            artist_key=None if artist is None else folding.key(artist),
            album=facts.album,
            genre=folding.words(facts.genres[0]) if facts.genres else None,
            bpm=facts.bpm(),
            energy=facts.energy(),
            camelot=None if key is None else key[0].camelot,
            track=None if artist is None or title is None else track_key(folding, artist, title),
            created_at=row.created_at,
            updated_at=row.updated_at,
        ),
    )
    for entry in metadata:
        uid = uid_of(entry.key, entry.value_type, "" if entry.value is None else f"={entry.value}")
        target = present(uid=uid, key=entry.key, value=cut(entry.value), value_type=entry.value_type)
        state.links[LinkKey("HAS_METADATA", uid, None)] = Linked({}, target)
    for credit in facts.credits:
        uid = folding.key(credit.name)
        state.links.setdefault(
            LinkKey("PERFORMED_BY", uid, credit.role),
            Linked({"role": credit.role, "credited_as": credit.name}, {"uid": uid, "name": credit.name}),
        )
    if facts.album is not None:
        _add_album(state, facts, facts.album, folding)
    _add_genres(state, facts, folding)
    if key is not None:
        link = LinkKey("IN_KEY", key[0].camelot, None)
        state.links[link] = Linked({"notation": key[1]}, key_properties(key[0]))
    return state


def _add_album(state: State, facts: Facts, album: str, folding: Folding) -> None:
    artist = facts.album_artist
    uid = uid_of(artist or "", album)
    key = folding.key(album) if artist is None else track_key(folding, artist, album)
    target = present(uid=uid, title=album, artist=artist, key=key)
    link = present(track_number=facts.track_number(), disc_number=facts.disc_number())
    state.links[LinkKey("PART_OF", uid, None)] = Linked(link, target)


def _add_genres(state: State, facts: Facts, folding: Folding) -> None:
    parent = folding.words(facts.genres[0]) if facts.genres else None
    for number, name in enumerate([*facts.genres, *facts.subgenres]):
        uid = folding.words(name)
        is_below = number >= len(facts.genres) and parent is not None and uid != parent
        link = present(primary=number == 0, parent=parent if is_below else None)
        state.links.setdefault(LinkKey("HAS_GENRE", uid, None), Linked(link, {"uid": uid, "name": uid}))
