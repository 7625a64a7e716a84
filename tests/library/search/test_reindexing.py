"""After a change of the folding rules the columns are computed again, in batches."""

from __future__ import annotations

import psycopg

from tests.fixtures.executors import blocking_run
from tests.library.search.asking import names
from tracktion_db import Settings, library
from tracktion_db.library import NewAudioTrack

STALE = """
SELECT count(*)
FROM audio_tracks
WHERE
    search_vector IS DISTINCT FROM search_vector(
        search_fold(title), search_fold(artist), search_fold(album), search_fold(genre), format
    )
    OR title_key <> search_key(search_fold(title))
    OR artist_key <> coalesce(search_key(search_fold(artist)), U&'\\+10FFFF')
"""
BATCH = """
UPDATE audio_tracks
SET title = title
WHERE id IN (
    SELECT id
    FROM audio_tracks
    WHERE search_vector IS DISTINCT FROM search_vector(
        search_fold(title), search_fold(artist), search_fold(album), search_fold(genre), format
    )
    ORDER BY id
    LIMIT 100
)
"""


def changed_rule(connection: psycopg.Connection) -> None:
    """Let search_fold take q for k as well."""
    row = connection.execute("SELECT pg_get_functiondef('search_fold(text)'::regprocedure)").fetchone()
    assert row is not None
    definition: str = row[0]
    assert definition.count("RETURN folded;") == 1
    changed = definition.replace("RETURN folded;", "RETURN translate(folded, 'q', 'k');")
    _ = connection.execute(changed.encode())


def stale(connection: psycopg.Connection) -> int:
    row = connection.execute(STALE).fetchone()
    assert row is not None
    return row[0]


def test_writing_every_title_again_computes_what_search_keeps(database_url: str) -> None:
    settings = Settings.from_url(database_url, pool_min_size=1)
    with blocking_run(settings) as run, psycopg.connect(database_url, autocommit=True) as connection:
        tracks = [NewAudioTrack(title=f"Qasar {n}", artist="Qasar" if n % 2 else None) for n in range(250)]
        run(library.add_audio_tracks([*tracks, NewAudioTrack(title="Other")]))
        assert stale(connection) == 0

        changed_rule(connection)

        assert stale(connection) == 250
        assert names(run, "kasar 7", minimum_rank=0.4) == []
        written: list[int] = []
        while (rows := connection.execute(BATCH).rowcount) > 0:
            written.append(rows)
        assert written == [100, 100, 50]
        assert stale(connection) == 0
        assert names(run, "kasar 7")[0] == "Qasar - Qasar 7"
        assert run(library.refresh_search_words()) == 1
