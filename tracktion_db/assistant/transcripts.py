"""Transcripts of videos, one of each video for each user who asked for it. Table ``transcripts``."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import Field, JsonValue

from tracktion_db.assistant.fields import (
    Language,
    Name,
    Title,
    TranscriptText,
    VideoId,
    WholeNumber,
    require_object,
)
from tracktion_db.assistant.languages import configuration_of
from tracktion_db.assistant.statements import sql
from tracktion_db.call import Call, Page, at_most_one, count, one, page
from tracktion_db.fields import NotNull
from tracktion_db.inputs import changes_of, values_of
from tracktion_db.paging import NEWEST_FIRST
from tracktion_db.records import Input, JsonObject, Record


class TranscriptSummary(Record):
    """A transcript without its text."""

    id: UUID
    user_id: UUID
    youtube_video_id: str
    """11 characters; unique for the user."""
    title: str | None = Field(repr=False)
    """Of the video; in no repr."""
    channel_name: str | None = Field(repr=False)
    """In no repr."""
    duration: int | None
    """Of the video, in seconds."""
    language: str | None
    """As a tag, such as ``en`` or ``pt-BR``."""
    configuration: str
    """How its words are taken: PostgreSQL's name for the language, ``simple`` for none."""
    metadata: JsonObject = Field(repr=False)
    """What else is known about the video; in no repr."""
    created_at: datetime
    updated_at: datetime


class Transcript(TranscriptSummary):
    """What is said in a video."""

    transcript_text: str = Field(repr=False)
    """The whole of it; in no repr."""


class NewTranscript(Input):
    """A transcript to add."""

    youtube_video_id: VideoId
    title: Title | None = Field(default=None, repr=False)
    channel_name: Name | None = Field(default=None, repr=False)
    duration: WholeNumber | None = None
    language: Language | None = None
    """As a tag; what is not known, or no language of PostgreSQL's, is searched without endings of words."""
    transcript_text: TranscriptText = Field(repr=False)
    metadata: JsonObject = Field(default_factory=dict[str, JsonValue], repr=False)


class TranscriptChanges(Input):
    """What to change of a transcript: what is not given stays, None sets the column to null."""

    title: Title | None = Field(default=None, repr=False)
    channel_name: Name | None = Field(default=None, repr=False)
    duration: WholeNumber | None = None
    language: Language | None = None
    metadata: Annotated[JsonObject | None, NotNull] = Field(default=None, repr=False)


def add_transcript(user_id: UUID, transcript: NewTranscript) -> Call[Transcript]:
    """Add one transcript.

    Raises Conflict (``youtube_video_id``) when run, if the user has one of this video, InvalidReference
    (``user_id``) if there is no such user.
    """
    values = values_of(transcript, NewTranscript, "transcript")
    return one(
        sql["assistant.add_transcript"],
        Transcript,
        user_id=user_id,
        configuration=configuration_of(values["language"]),
        **values,
    )


def get_transcript(user_id: UUID, transcript_id: UUID) -> Call[Transcript | None]:
    """The user's transcript with this id, or None."""
    return at_most_one(
        sql["assistant.get_transcript"], Transcript, user_id=user_id, transcript_id=transcript_id
    )


def get_transcript_by_video(user_id: UUID, youtube_video_id: str) -> Call[Transcript | None]:
    """The user's transcript of this video, or None."""
    return at_most_one(
        sql["assistant.get_transcript_by_video"],
        Transcript,
        user_id=user_id,
        youtube_video_id=youtube_video_id,
    )


def list_transcripts(
    user_id: UUID, *, limit: int = 100, cursor: str | None = None
) -> Call[Page[TranscriptSummary]]:
    """The user's transcripts without their texts, the newest first."""
    return page(
        sql["assistant.list_transcripts"],
        TranscriptSummary,
        before_first=NEWEST_FIRST,
        limit=limit,
        cursor=cursor,
        user_id=user_id,
    )


def list_transcripts_by_metadata(
    user_id: UUID, metadata: Mapping[str, JsonValue], *, limit: int = 100, cursor: str | None = None
) -> Call[Page[TranscriptSummary]]:
    """The user's transcripts whose metadata contains this, without their texts, the newest first.

    An object contains another one if it has all its keys, with values that contain the other's values.
    """
    require_object("metadata", metadata)
    return page(
        sql["assistant.list_transcripts_by_metadata"],
        TranscriptSummary,
        before_first=NEWEST_FIRST,
        limit=limit,
        cursor=cursor,
        user_id=user_id,
        metadata=metadata,
    )


def update_transcript(user_id: UUID, transcript_id: UUID, changes: TranscriptChanges) -> Call[Transcript]:
    """Change the fields that were given to ``changes``, at least one; raises NotFound when run.

    Another language makes what is searched anew, that of the chunks too.
    """
    values = changes_of(changes, TranscriptChanges)
    if "language" in values["changed"]:
        values["changed"] = [*values["changed"], "configuration"]
    return one(
        sql["assistant.update_transcript"],
        Transcript,
        user_id=user_id,
        transcript_id=transcript_id,
        configuration=configuration_of(values["language"]),
        **values,
    )


def remove_transcript(user_id: UUID, transcript_id: UUID) -> Call[int]:
    """Remove a transcript with its chunks; answers 1, or 0 if the user has no such transcript."""
    return count(sql["assistant.remove_transcript"], user_id=user_id, transcript_id=transcript_id)
