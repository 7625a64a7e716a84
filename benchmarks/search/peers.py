"""What we compare with, each at its best: artist and title only, so that no album or genre can mislead it.

========================  =================================================================================
websearch_to_tsquery      'simple', over artist and title; ``ts_rank`` with the shorter text first
similarity                pg_trgm: the nearest of title, artist, "artist title", by exact GiST distance, then
                          the nearest "artist title"
word_similarity           pg_trgm: the nearest "artist title" by ``<->>``, then by ``<->``
ILIKE                     the text anywhere in "artist title" or "title artist", the shortest first; a
                          trigram index finds the candidates
FTS5 words                SQLite, unicode61 without diacritics, all words, bm25
FTS5 prefixes             the same, every word a prefix
FTS5 trigram              SQLite, trigram, all words of three letters or more, bm25
========================  =================================================================================

pg_trgm sees only ASCII letters where the database's character type is C: give a server with ``C.UTF-8``.
"""

from __future__ import annotations

import re
import sqlite3
import uuid
from collections.abc import Sequence
from typing import Any, Final, LiteralString

import psycopg

from benchmarks.search.corpus import Track
from benchmarks.search.judge import FIRST, Search

_FILL: Final[LiteralString] = "COPY peer_tracks (id, artist, title) FROM STDIN"
_MAKE: Final[LiteralString] = """
    CREATE EXTENSION pg_trgm;
    CREATE TABLE peer_tracks (
        id uuid PRIMARY KEY,
        artist text NOT NULL,
        title text NOT NULL,
        name text NOT NULL GENERATED ALWAYS AS (btrim(artist || ' ' || title)) STORED,
        turned text NOT NULL GENERATED ALWAYS AS (btrim(title || ' ' || artist)) STORED,
        vector tsvector NOT NULL GENERATED ALWAYS AS (to_tsvector('simple', artist || ' ' || title)) STORED
    );
"""
_INDEX: Final[LiteralString] = """
    CREATE INDEX ON peer_tracks USING gist (name gist_trgm_ops (siglen = 128));
    CREATE INDEX ON peer_tracks USING gist (title gist_trgm_ops (siglen = 64));
    CREATE INDEX ON peer_tracks USING gist (artist gist_trgm_ops (siglen = 64));
    CREATE INDEX ON peer_tracks USING gin (name gin_trgm_ops, turned gin_trgm_ops);
    CREATE INDEX ON peer_tracks USING gin (vector);
    ANALYZE peer_tracks;
"""
_WEBSEARCH: Final[LiteralString] = """
    SELECT track.id
    FROM peer_tracks AS track, websearch_to_tsquery('simple', %(text)s) AS query
    WHERE track.vector @@ query
    ORDER BY ts_rank(track.vector, query, 2) DESC, length(track.name), track.id
    LIMIT %(first)s
"""
# More than are asked for, so that the order in which an index was built hardly decides among ties.
_SIMILARITY: Final[LiteralString] = """
    SELECT near.id
    FROM (
        (
            SELECT id, name, name <-> %(text)s AS distance FROM peer_tracks
            ORDER BY name <-> %(text)s LIMIT 100
        )
        UNION ALL
        (
            SELECT id, name, title <-> %(text)s FROM peer_tracks
            ORDER BY title <-> %(text)s LIMIT 100
        )
        UNION ALL
        (
            SELECT id, name, artist <-> %(text)s FROM peer_tracks
            ORDER BY artist <-> %(text)s LIMIT 100
        )
    ) AS near
    GROUP BY near.id, near.name
    ORDER BY min(near.distance), near.name <-> %(text)s, near.id
    LIMIT %(first)s
"""
_WORD_SIMILARITY: Final[LiteralString] = """
    SELECT near.id
    FROM (
        SELECT id, name, name <->> %(text)s AS distance FROM peer_tracks
        ORDER BY name <->> %(text)s LIMIT 100
    ) AS near
    ORDER BY near.distance, near.name <-> %(text)s, near.id
    LIMIT %(first)s
"""
_ILIKE: Final[LiteralString] = """
    SELECT track.id
    FROM peer_tracks AS track
    WHERE track.name ILIKE %(pattern)s OR track.turned ILIKE %(pattern)s
    ORDER BY length(track.name), track.id
    LIMIT %(first)s
"""


def postgres(connection: psycopg.Connection[Any], tracks: Sequence[Track]) -> dict[str, Search]:
    """The four of PostgreSQL, on a new table of the connection's database (autocommit)."""
    connection.execute(_MAKE)
    with connection.cursor() as cursor, cursor.copy(_FILL) as copy:
        for track in tracks:
            copy.write_row((track.id, track.artist or "", track.title))
    connection.execute(_INDEX)

    def search(statement: LiteralString) -> Search:
        def run(text: str) -> Sequence[uuid.UUID]:
            escaped = re.sub(r"([\\%_])", r"\\\1", text)
            values = {"text": text, "pattern": f"%{escaped}%", "first": FIRST}
            return [found for (found,) in connection.execute(statement, values)]

        return run

    return {
        "websearch": search(_WEBSEARCH),
        "similarity": search(_SIMILARITY),
        "word_similarity": search(_WORD_SIMILARITY),
        "ILIKE": search(_ILIKE),
    }


def fts5(tracks: Sequence[Track]) -> dict[str, Search]:
    """The three of SQLite, in memory."""
    memory = sqlite3.connect(":memory:")
    memory.executescript(
        """
        CREATE VIRTUAL TABLE words USING fts5 (artist, title, tokenize = "unicode61 remove_diacritics 2");
        CREATE VIRTUAL TABLE trigrams USING fts5 (artist, title, tokenize = "trigram");
        """
    )
    rows = [(number, track.artist or "", track.title) for number, track in enumerate(tracks)]
    memory.executemany("INSERT INTO words (rowid, artist, title) VALUES (?, ?, ?)", rows)
    memory.executemany("INSERT INTO trigrams (rowid, artist, title) VALUES (?, ?, ?)", rows)

    def search(statement: str, terms: Sequence[str]) -> Sequence[uuid.UUID]:
        if not terms:
            return []
        found: list[tuple[int]] = memory.execute(statement, (" ".join(terms), FIRST)).fetchall()
        return [tracks[number].id for (number,) in found]

    words = "SELECT rowid FROM words WHERE words MATCH ? ORDER BY rank LIMIT ?"
    trigrams = "SELECT rowid FROM trigrams WHERE trigrams MATCH ? ORDER BY rank LIMIT ?"

    def quoted(word: str) -> str:
        doubled = word.replace('"', '""')
        return f'"{doubled}"'

    return {
        "FTS5 words": lambda text: search(words, [f'"{word}"' for word in _words(text)]),
        "FTS5 prefixes": lambda text: search(words, [f'"{word}"*' for word in _words(text)]),
        "FTS5 trigram": lambda text: search(
            trigrams, [quoted(word) for word in text.split() if len(word) > 2]
        ),
    }


def _words(text: str) -> list[str]:
    return re.findall(r"(?:[^\W_]|[\u0300-\u036f])+", text)
