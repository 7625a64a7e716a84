"""Songs: what can be sung, and where its files are. Table ``songs``.

``NewSong`` goes in, ``Song`` comes out, ``SongChanges`` says what to change. Raised when a call is run:
Conflict (``youtube_id``: another song is that video) by what adds or changes, NotFound by what changes.
"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, get_args
from uuid import UUID

from tracktion_db.call import Call, Page, at_most_one, count, one, page
from tracktion_db.errors import ValidationError
from tracktion_db.fields import FilePath, Instant, LongText, NotNull
from tracktion_db.inputs import changes_of, values_of
from tracktion_db.karaoke.fields import JobStatus, Name, SongSource, YoutubeId
from tracktion_db.karaoke.jobs import NewJob
from tracktion_db.karaoke.statements import sql
from tracktion_db.paging import LAST_ID, LATEST
from tracktion_db.records import Input, Record

NEWEST_FIRST = {"date_added": LATEST, "id": LAST_ID}
SOURCES = get_args(SongSource)


class Song(Record):
    """Something that can be sung."""

    id: UUID
    title: str
    artist: str | None
    album: str | None
    source: SongSource
    youtube_id: str | None
    """Of the video, 11 characters; unique; None for none."""
    file_path: str | None
    """The song as it came; None while there is no file."""
    vocals_path: str | None
    """The voice alone; None until it is parted from the music."""
    instrumental_path: str | None
    """The music without the voice; None until they are parted."""
    lyrics: str | None
    date_added: datetime
    """When it came into the collection; UTC."""
    created_at: datetime
    updated_at: datetime
    """When something in this row last changed; kept by the database."""


class SongWithJob(Song):
    """A song and its latest job; all that begins with ``job_`` is None where it never had one."""

    job_id: UUID | None
    job_status: JobStatus | None
    job_progress: int | None
    """Percent, 0 to 100."""
    job_message: str | None
    """What is being done, for people."""
    job_priority: int | None
    job_attempts: int | None
    job_max_attempts: int | None
    job_due_at: datetime | None
    job_worker: str | None
    job_lease_expires_at: datetime | None
    job_error_message: str | None
    """Why the last attempt that failed did; None if none did."""
    job_finished_at: datetime | None
    job_created_at: datetime | None
    job_updated_at: datetime | None


class NewSong(Input):
    """A song to add."""

    title: Name
    artist: Name | None = None
    album: Name | None = None
    source: SongSource
    youtube_id: YoutubeId | None = None
    file_path: FilePath | None = None
    vocals_path: FilePath | None = None
    instrumental_path: FilePath | None = None
    lyrics: LongText | None = None
    date_added: Instant | None = None
    """None for now."""


class SongChanges(Input):
    """What to change of a song: what is not given stays, None sets the column to null."""

    title: Annotated[Name | None, NotNull] = None
    artist: Name | None = None
    album: Name | None = None
    source: Annotated[SongSource | None, NotNull] = None
    youtube_id: YoutubeId | None = None
    file_path: FilePath | None = None
    vocals_path: FilePath | None = None
    instrumental_path: FilePath | None = None
    lyrics: LongText | None = None
    date_added: Annotated[Instant | None, NotNull] = None


class _Video(Input):
    youtube_id: YoutubeId


def add_song(song: NewSong) -> Call[Song]:
    """Add one song."""
    return one(sql["karaoke.add_song"], Song, **values_of(song, NewSong, "song"))


def add_song_with_job(song: NewSong, job: NewJob | None = None) -> Call[SongWithJob]:
    """Add one song and a job for it, in one statement: both are there afterwards, or neither."""
    values = values_of(song, NewSong, "song")
    work = values_of(NewJob() if job is None else job, NewJob, "job")
    return one(sql["karaoke.add_song_with_job"], SongWithJob, **values, **work)


def get_song(song_id: UUID) -> Call[Song | None]:
    """The song with this id, or None."""
    return at_most_one(sql["karaoke.get_song"], Song, song_id=song_id)


def get_song_by_youtube_id(youtube_id: str) -> Call[Song | None]:
    """The song of this YouTube video, or None; a text that is no id of a video is a ValidationError."""
    asked = _Video(youtube_id=youtube_id).youtube_id
    return at_most_one(sql["karaoke.get_song_by_youtube_id"], Song, youtube_id=asked)


def list_songs(*, limit: int = 100, cursor: str | None = None) -> Call[Page[Song]]:
    """All songs, the newest first."""
    return page(sql["karaoke.list_songs"], Song, before_first=NEWEST_FIRST, limit=limit, cursor=cursor)


def list_songs_by_source(
    source: SongSource, *, limit: int = 100, cursor: str | None = None
) -> Call[Page[Song]]:
    """The songs of this source, the newest first."""
    given: Any = source
    if given not in SOURCES:
        raise ValidationError("source", f"must be one of {', '.join(SOURCES)}")
    return page(
        sql["karaoke.list_songs_by_source"],
        Song,
        before_first=NEWEST_FIRST,
        limit=limit,
        cursor=cursor,
        source=source,
    )


def list_songs_with_latest_job(*, limit: int = 100, cursor: str | None = None) -> Call[Page[SongWithJob]]:
    """All songs, the newest first, each with the job that was added for it last."""
    return page(
        sql["karaoke.list_songs_with_latest_job"],
        SongWithJob,
        before_first=NEWEST_FIRST,
        limit=limit,
        cursor=cursor,
    )


def update_song(song_id: UUID, changes: SongChanges) -> Call[Song]:
    """Change the fields that were given to ``changes``, at least one; raises NotFound."""
    return one(sql["karaoke.update_song"], Song, song_id=song_id, **changes_of(changes, SongChanges))


def remove_song(song_id: UUID) -> Call[int]:
    """Remove a song with its jobs, those that are processed too; answers 1, or 0 without one."""
    return count(sql["karaoke.remove_song"], song_id=song_id)
