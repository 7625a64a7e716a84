"""The oracle: what the graph must be, computed from the rows by code that shares nothing with the sync.

It is slow and straightforward: everything is made from all rows, and relationships between shared nodes are
counted at the end. Only folding (the database's functions) and the notations of keys (``music``) are shared.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import datetime
from itertools import combinations
from typing import Any

import neo4j
import psycopg
from psycopg.rows import dict_row

from tests.sync.image import Image, differences, graph_dump
from tests.sync.reading import (
    NAME,
    TEXT,
    Facts,
    credited,
    identity,
    played_at,
    start_of,
    values_in,
    without_none,
)
from tracktion_db.music import Key, read_key

Row = dict[str, Any]
_UNKNOWN = {"", "id", "unknown", "unknown track"}


class NotConvergedError(AssertionError):
    """The graph is not what the database says."""


def assert_converged(url: str, driver: neo4j.Driver, *, failures: int = 0) -> None:
    """The graph is exactly what the rows say, the outbox is empty, and so many things were refused.

    Raises NotConvergedError with the first differences.
    """
    with psycopg.connect(url) as connection:
        connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        expected = Oracle(connection).image()
        waiting, refused = connection.execute(
            "SELECT (SELECT count(*) FROM graph_outbox), (SELECT count(*) FROM graph_failures)"
        ).fetchone() or (None, None)
    found = differences(expected, graph_dump(driver))
    if waiting:
        found.insert(0, f"{waiting} changes wait")
    if refused != failures:
        found.insert(0, f"{refused} failures instead of {failures}")
    if found:
        raise NotConvergedError(f"{len(found)} differences:\n" + "\n".join(found[:25]))


class Oracle:
    """Makes the graph from all rows that a connection sees."""

    def __init__(self, connection: psycopg.Connection[Any]) -> None:
        self._connection = connection
        self._folded: dict[str, tuple[str, str]] = {}
        self._image = Image()
        self._names: defaultdict[str, set[str]] = defaultdict(set)
        self._together: Counter[tuple[str, str]] = Counter()
        self._related: Counter[tuple[str, str]] = Counter()
        self._below: Counter[tuple[str, str]] = Counter()
        self._played: defaultdict[tuple[str, str], list[datetime]] = defaultdict(list)
        self._tracks: set[str] = set()
        self._albums: set[str] = set()

    def image(self) -> Image:
        """The whole graph."""
        rows = self._connection.cursor(row_factory=dict_row)
        metadata: defaultdict[Any, list[Row]] = defaultdict(list)
        for row in rows.execute("SELECT recording_id, key, value, value_type FROM metadata").fetchall():
            metadata[row["recording_id"]].append(row)
        for row in rows.execute("SELECT * FROM recordings").fetchall():
            self._add_recording(row, metadata[row["id"]])
        for row in rows.execute("SELECT * FROM tracklists").fetchall():
            self._add_tracklist(row)
        for uid, names in self._names.items():
            self._image.add("Artist", uid=uid, name=min(names))
        for type_, label, counts in (
            ("COLLABORATED_WITH", "Artist", self._together),
            ("RELATED_TO", "Genre", self._related),
            ("SUBGENRE_OF", "Genre", self._below),
        ):
            for (one, other), count in counts.items():
                self._image.link(type_, (label, one), (label, other), {"count": count})
        for (one, other), times in self._played.items():
            counted = {"count": len(times), "last_at": max(times)}
            self._image.link("PLAYED_BEFORE", ("Track", one), ("Track", other), counted)
        return self._image

    # --- things

    def _add_recording(self, row: Row, metadata: list[Row]) -> None:
        me = ("Recording", str(row["id"]))
        facts = Facts((entry["key"], entry["value"], entry["value_type"]) for entry in metadata)
        artist, title, album = facts.name("artist", "artists"), facts.name("title"), facts.name("album")
        genres = [self._words(name) for name in values_in(facts.text("genre", "genres"))]
        written = facts.text("key", "initialkey", "initial_key", "musical_key")
        key = read_key(written) if written is not None else None
        self._image.add(
            "Recording",
            **without_none(
                **{name: row[name] for name in ("file_path", "file_name", "file_hash", "status")},
                **{name: row[name] for name in ("created_at", "updated_at")},
                uid=me[1],
                title=title,
                artist=artist,
                album=album,
                artist_key=None if artist is None else self._key(artist),
                genre=genres[0] if genres else None,
                bpm=facts.number(1, 1000, "bpm", "tempo"),
                energy=facts.number(0, 1, "energy"),
                camelot=key.camelot if isinstance(key, Key) else None,
                track=f"{self._key(artist)} / {self._key(title)}" if artist and title else None,
            ),
        )
        for entry in metadata:
            value: str | None = entry["value"]
            uid = identity(entry["key"], entry["value_type"], "" if value is None else f"={value}")
            kept = without_none(uid=uid, key=entry["key"], value_type=entry["value_type"])
            self._image.add("Metadata", **kept, **without_none(value=None if value is None else value[:TEXT]))
            self._image.link("HAS_METADATA", me, ("Metadata", uid), {})
        everybody = credited(artist, title)
        everybody += [(name, "remixer") for name in values_in(facts.text("remixer"))]
        everybody += [(name, "composer") for name in values_in(facts.text("composer"))]
        self._add_performers(me, everybody)
        if album is not None:
            self._add_album(me, facts, artist, album)
        self._add_genres(
            me, genres, [self._words(name) for name in values_in(facts.text("subgenre", "subgenres"))]
        )
        if isinstance(key, Key):
            names = {name: getattr(key, name) for name in ("name", "tonic", "mode", "number", "letter")}
            self._image.add("Key", uid=key.camelot, **names)
            self._image.link("IN_KEY", me, ("Key", key.camelot), {"notation": (written or "")[:NAME]})

    def _add_album(self, me: tuple[str, str], facts: Facts, artist: str | None, album: str) -> None:
        by = facts.name("albumartist", "album_artist", "album artist")
        if by is None:
            by = "; ".join(name for name, role in credited(artist) if role == "primary")[:NAME] or None
        uid = identity(by or "", album)
        key = self._key(album) if by is None else f"{self._key(by)} / {self._key(album)}"
        self._image.add("Album", **without_none(uid=uid, title=album, artist=by, key=key))
        place = without_none(
            track_number=facts.ordinal("tracknumber", "track_number", "track"),
            disc_number=facts.ordinal("discnumber", "disc_number", "disc"),
        )
        self._image.link("PART_OF", me, ("Album", uid), place)
        if uid not in self._albums:
            self._albums.add(uid)
            first: dict[str, str] = {}
            for name, _ in credited(by):
                first.setdefault(self._key(name), name)
            for artist_uid, name in first.items():
                self._names[artist_uid].add(name)
                self._image.link("RELEASED_BY", ("Album", uid), ("Artist", artist_uid), {"credited_as": name})

    def _add_genres(self, me: tuple[str, str], genres: list[str], below: list[str]) -> None:
        found: dict[str, Row] = {}
        for number, uid in enumerate(genres):
            found.setdefault(uid, {"primary": number == 0})
        for number, uid in enumerate(below):
            parent = {"parent": genres[0]} if genres and uid != genres[0] else {}
            found.setdefault(uid, {"primary": not genres and number == 0, **parent})
        for uid, properties in found.items():
            self._image.add("Genre", uid=uid, name=uid)
            self._image.link("HAS_GENRE", me, ("Genre", uid), properties)
            if "parent" in properties:
                self._below[uid, properties["parent"]] += 1
        self._related.update(combinations(sorted(found), 2))

    def _add_tracklist(self, row: Row) -> None:
        me = ("Tracklist", str(row["id"]))
        when = played_at(row["metadata"], row["created_at"])
        names = ("title", "artist", "source", "track_count", "total_duration", "created_at", "updated_at")
        url: str | None = row["source_url"]
        self._image.add(
            "Tracklist",
            **without_none(
                **{name: row[name] for name in names},
                uid=me[1],
                source_url=None if url is None else url[:TEXT],
                played_at=when,
            ),
        )
        if row["recording_id"] is not None:
            self._image.link("HAS_TRACKLIST", ("Recording", str(row["recording_id"])), me, {})
        entries = [self._add_track(me[1], place, track) for place, track in enumerate(row["tracks"])]
        for place, (uid, is_known) in enumerate(entries):
            after = entries[place + 1] if place + 1 < len(entries) else ("", False)
            following = after[0] if is_known and after[1] and after[0] != uid else None
            start = start_of(row["tracks"][place])
            entry = without_none(position=place, start_seconds=start, next=following, played_at=when)
            self._image.link("CONTAINS_TRACK", me, ("Track", uid), entry)
            if following is not None:
                self._played[uid, following].append(when)

    def _add_track(self, tracklist: str, place: int, track: Row) -> tuple[str, bool]:
        artist, title = (" ".join(str(track[name]).split())[:NAME] for name in ("artist", "title"))
        is_known = self._fold(title)[0] not in _UNKNOWN
        uid = identity(artist, title) if is_known else identity(tracklist, str(place), artist, title)
        key = f"{self._key(artist)} / {self._key(title)}" if is_known else None
        self._image.add("Track", **without_none(uid=uid, title=title, artist=artist, key=key))
        if uid not in self._tracks:
            self._tracks.add(uid)
            self._add_performers(("Track", uid), credited(artist, title))
        return uid, is_known

    def _add_performers(self, me: tuple[str, str], everybody: Iterable[tuple[str, str]]) -> None:
        first: dict[tuple[str, str], str] = {}
        for name, role in everybody:
            first.setdefault((self._key(name), role), name)
        for (uid, role), name in first.items():
            self._names[uid].add(name)
            self._image.link("PERFORMED_BY", me, ("Artist", uid), {"role": role, "credited_as": name})
        self._together.update(combinations(sorted({uid for uid, _ in first}), 2))

    # --- names

    def _fold(self, name: str) -> tuple[str, str]:
        if name not in self._folded:
            found = self._connection.execute(
                "SELECT coalesce(search_fold(%(name)s), ''), coalesce(search_key(search_fold(%(name)s)), '')",
                {"name": name},
            ).fetchone()
            assert found is not None
            self._folded[name] = (found[0], found[1])
        return self._folded[name]

    def _key(self, name: str) -> str:
        return self._fold(name)[1] or f"={name.casefold()}"

    def _words(self, name: str) -> str:
        return self._fold(name)[0] or name.casefold()
