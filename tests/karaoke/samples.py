"""Songs and jobs as services would give them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import psycopg

from tracktion_db.karaoke import NewJob, NewSong

NOBODY = UUID("99999999-9999-4999-8999-999999999999")
RUN_OUT = """UPDATE jobs SET lease_expires_at = now() - interval '1 second', held_attempt = attempts
    WHERE status = 'processing' AND lease_expires_at > now()"""


def new_song(number: int = 0, **fields: Any) -> NewSong:
    """A song with all its fields."""
    given: dict[str, Any] = {
        "title": f"Déjà Vu {number}",
        "artist": "Beyoncé feat. Jay-Z",
        "album": "B'Day",
        "source": "youtube",
        "youtube_id": f"{number:07d}_-aZ",
        "file_path": f"/songs/{number}.webm",
        "vocals_path": f"/songs/{number}.vocals.flac",
        "instrumental_path": f"/songs/{number}.music.flac",
        "lyrics": "Bass!\nHi-hat!",
        "date_added": datetime(2026, 5, 17, 22, 30, tzinfo=UTC),
    }
    return NewSong(**given | fields)


def bare_song(title: str = "Roxanne", **fields: Any) -> NewSong:
    """A song of which next to nothing is known."""
    given: dict[str, Any] = {"title": title, "source": "local"}
    return NewSong(**given | fields)


def new_job(**fields: Any) -> NewJob:
    """A job with all its fields."""
    given: dict[str, Any] = {
        "message": "waiting for a worker",
        "priority": 10,
        "max_attempts": 3,
        "due_at": datetime(2026, 5, 17, 22, 30, tzinfo=UTC),
    }
    return NewJob(**given | fields)


def sql(url: str, statement: str, values: Any = None) -> list[tuple[Any, ...]]:
    """What somebody types into psql, in a session of its own; the rows, if there are any."""
    with psycopg.connect(url, autocommit=True) as connection:
        cursor = connection.execute(statement.encode(), values)
        return cursor.fetchall() if cursor.description else []


def end_leases(url: str) -> None:
    """All leases run out."""
    sql(url, RUN_OUT)


def add_jobs(url: str, number: int, **columns: str) -> None:
    """So many pending jobs of one song, due now; ``columns`` are SQL over their number ``n``."""
    names = "".join(f", {name}" for name in columns)
    values = "".join(f", {value}" for value in columns.values())
    sql(
        url,
        f"""WITH song AS (INSERT INTO songs (title, source) VALUES ('Roxanne', 'local') RETURNING id)
        INSERT INTO jobs (song_id{names})
        SELECT song.id{values} FROM song, generate_series(1, {number}) AS n""",
    )
