"""Plausible values for any statement's parameters, so that tests run a new file without having heard of it.

A parameter is known by its name; one that is not gets a value of its type.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from psycopg import sql
from psycopg.types.json import Jsonb

from tests.assistant.samples import new_chunk, new_message, new_template, new_transcript
from tests.catalog.samples import new_proposal, new_recording, new_tracklist
from tests.library.samples import new_track
from tracktion_db import (
    Call,
    Database,
    Record,
    Statement,
    accounts,
    assistant,
    catalog,
    karaoke,
    library,
    row_scope,
)
from tracktion_db.call import copy
from tracktion_db.check.packages import import_package
from tracktion_db.check.records.record import find_records
from tracktion_db.embeddings.vectors import as_text
from tracktion_db.statements import Parameter, ParameterType
from tracktion_db.sync.rebuilds import advance_rebuild, start_rebuild
from tracktion_db.transfer.imports import import_id, start_import

TRACK = {"title": "The Bells", "artist": "Jeff Mills", "start_time": "12:15"}
NAMED: dict[str, Any] = {
    "artist": "Jeff Mills",
    "audio_path": "gs://tracks/The Bells.flac",
    "changed": ["correlation_id"],
    "confidence_score": 0.5,
    "correlation_id": None,
    "current_filename": "01.flac",
    "file_hash": "a" * 64,
    "file_name": "The Bells.flac",
    "file_path": "/music/It's \\ The Bells :name $1.flac",
    "key": "mood",
    "maximum": Decimal(130),
    "month": datetime.now(UTC).date(),
    "metadata": {"venue": "Tresor"},
    "metadata_used": {"artist": "Jeff Mills"},
    "mime_type": None,
    "minimum": Decimal(120),
    "minimum_confidence": 0.1,
    "proposed_filename": "Jeff Mills - The Bells.flac",
    "refused_outcome": "invalid",
    "secondary_hash": "b" * 32,
    "source_url": None,
    "status": "pending",
    "thumbnail_path": "/covers/The Bells.jpg",
    "total_duration": None,
    "track": TRACK,
    "tracks": [TRACK],
    "value_type": "string",
    "year": 1997,
}
OF_DOMAIN: dict[str, dict[str, Any]] = {
    "accounts": {
        "changed": ["username"],
        "email": "grace@example.org",
        "lifetime_seconds": 3600,
        "password_hash": "$2b$12$" + "a" * 53,
        "token_hash": "c" * 64,
        "username": "grace",
    },
    "assistant": {
        "configuration": "english",
        "content": "Which key is it in?",
        "expected_version": None,
        "role": "user",
        "template_content": "Dear {{name}}",
        "template_type": "email",
        "variables": ["name"],
        "youtube_video_id": "dQw4w9WgXcQ",
    },
    "embeddings": {"embedding": as_text([0.25, -1.0]), "model": "some-model"},
    "karaoke": {
        "attempt": 1,
        "lease_seconds": 60.0,
        "max_attempts": 3,
        "priority": 10,
        "progress": 50,
        "source": "upload",
        "youtube_id": "dQw4w9WgXcQ",
    },
    "library": {"status": "PENDING"},
    "sync": {"phase": "done", "token": 0},
    "transfer": {
        "content_hash": "a" * 64,
        "rows_before": 0,
        "known_rows_read": 0,
        "rows_rejected": 0,
        "status": "PENDING",
        "table_name": "recordings",
    },
}
TYPED: dict[str, Any] = {
    "bigint": 5,
    "boolean": True,
    "bytea": b"\x00\x01",
    "date": date(2026, 5, 17),
    "double precision": 0.5,
    "integer": 5,
    "interval": timedelta(days=1),
    "jsonb": {"key": "A minor"},
    "numeric": Decimal("1.5"),
    "smallint": 5,
    "text": "late",
    "timestamptz": datetime(2026, 5, 17, 22, 30, tzinfo=UTC),
    "uuid": UUID("11111111-2222-4333-8444-555555555555"),
}


@dataclass(frozen=True)
class SampleRows:
    """Ids of rows that the statements may work on."""

    recording_id: UUID
    """Has metadata and no tracklist."""
    tracklist_id: UUID
    pending_id: UUID
    approved_id: UUID
    track_id: UUID
    processing_id: UUID
    failed_id: UUID
    import_id: UUID
    import_started_at: datetime
    rebuild_id: UUID
    user_id: UUID
    session_id: UUID
    song_id: UUID
    job_id: UUID
    cancelled_job_id: UUID
    conversation_id: UUID
    message_id: UUID
    transcript_id: UUID
    chunk_id: UUID
    template_id: UUID
    default_template_id: UUID


def add_sample_rows(db: Database) -> SampleRows:
    recording = db.run(catalog.add_recording(new_recording()))
    db.run(catalog.set_metadata(recording.id, {"bpm": 128}))
    pending = db.run(catalog.add_rename_proposal(new_proposal(recording)))
    other = db.run(catalog.add_recording(new_recording(1)))
    approved = db.run(catalog.add_rename_proposal(new_proposal(other)))
    db.run(catalog.approve_rename_proposal(approved.id))
    tracklist = db.run(catalog.add_tracklist(new_tracklist()))
    db.run(catalog.refresh_recording_statistics())
    track = db.run(library.save_audio_track(new_track()))
    processing, failed = (
        db.run(library.save_audio_track(library.NewAudioTrack(status=status)))
        for status in ("PROCESSING", "FAILED")
    )
    db.run(library.retry_audio_track(failed.id, "worker 1"))
    db.run(library.mark_as_processing(failed.id, "worker 1"))
    db.run(library.mark_as_failed(failed.id, "worker 1", "no such codec"))
    started = db.run(start_import(import_id("library", "tracks.csv"), "library", "tracks.csv", None))
    rebuild = db.run(start_rebuild())
    db.run(advance_rebuild(rebuild, "done", None, 0))
    user = db.run(accounts.add_user(accounts.NewUser(email="ada@example.org", username="ada")))
    session = db.run(accounts.add_session(user.id, accounts.new_token(), timedelta(days=1)))
    song = db.run(karaoke.add_song_with_job(karaoke.NewSong(title="Roxanne", source="local")))
    (job,) = db.run(karaoke.claim_jobs("worker 1"))
    cancelled_job = db.run(karaoke.cancel_job(db.run(karaoke.add_job(song.id)).id))
    conversation = db.run(assistant.add_conversation(user.id))
    message = db.run(assistant.add_message(user.id, new_message(conversation)))
    transcript = db.run(assistant.add_transcript(user.id, new_transcript()))
    db.run(assistant.add_chunks(user.id, [new_chunk(transcript)]))
    (chunk,) = db.run(assistant.list_chunks(user.id, transcript.id)).items
    template = db.run(assistant.add_template(user.id, new_template()))
    default_template = db.run(assistant.add_default_template(new_template()))
    return SampleRows(
        recording.id,
        tracklist.id,
        pending.id,
        approved.id,
        track.id,
        processing.id,
        failed.id,
        started.id,
        started.started_at,
        rebuild.id,
        user.id,
        session.id,
        song.id,
        job.id,
        cancelled_job.id,
        conversation.id,
        message.id,
        transcript.id,
        chunk.id,
        template.id,
        default_template.id,
    )


def values_for(statement: Statement, rows: SampleRows) -> dict[str, Any]:
    """A value for each parameter, as callers give them."""
    needs_approved = statement.name in ("catalog.apply_rename_proposal", "catalog.fail_rename_proposal")
    track_ids = {
        "library.mark_as_completed": rows.processing_id,
        "library.mark_as_failed": rows.processing_id,
        "library.retry_audio_track": rows.failed_id,
        "library.list_status_changes": rows.failed_id,
        "library.list_status_changes_oldest_first": rows.failed_id,
    }
    template_ids = {
        "assistant.update_default_template": rows.default_template_id,
        "assistant.remove_default_template": rows.default_template_id,
    }
    of_domain = OF_DOMAIN.get(statement.name.partition(".")[0], {})
    known = (
        NAMED
        | of_domain
        | {
            "import_id": rows.import_id,
            "chunk_id": rows.chunk_id,
            "conversation_id": rows.conversation_id,
            "job_id": rows.cancelled_job_id if statement.name == "karaoke.restart_job" else rows.job_id,
            "message_id": rows.message_id,
            "template_id": template_ids.get(statement.name, rows.template_id),
            "transcript_id": rows.transcript_id,
            "song_id": rows.song_id,
            "proposal_id": rows.approved_id if needs_approved else rows.pending_id,
            "rebuild_id": rows.rebuild_id,
            "recording_id": rows.recording_id,
            "session_id": rows.session_id,
            "started_at": rows.import_started_at,
            "known_started_at": rows.import_started_at,
            "track_id": track_ids.get(statement.name, rows.track_id),
            "tracklist_id": rows.tracklist_id,
            "user_id": TYPED["uuid"] if statement.name == "accounts.add_user" else rows.user_id,
        }
    )
    return {parameter.name: _value(parameter, known) for parameter in statement.parameters}


def _value(parameter: Parameter, known: Mapping[str, Any]) -> Any:
    name, kind = parameter.name, parameter.type
    if kind.element is None:
        value = known.get(name, TYPED[kind.name])
        return TYPED[kind.name] if value is None and not parameter.nullable else value
    if name == "changed":
        return known[name]
    for singular in (name, name.removesuffix("s"), name.removesuffix("es")):
        if singular in known:
            return [known[singular]]
    return [TYPED[kind.element.name]]


def call_of(statement: Statement, rows: SampleRows) -> Call[Any]:
    """The statement as a call with plausible values."""
    arguments = statement.arguments(values_for(statement, rows))
    if statement.is_copy:
        return copy(statement, [arguments])
    return Call(statement, arguments, record_of(statement))


def user_of(call: Call[Any]) -> UUID | None:
    """Whose rows the call touches: whom a transaction around it must be for."""
    return row_scope.user_of((call,), None)


def record_of(statement: Statement) -> type[Record] | None:
    if statement.record is None:
        return None
    import_package("tracktion_db")
    (record,) = find_records(statement.record)
    return record


def literal(value: Any, kind: ParameterType) -> str:
    """The value as SQL."""
    if value is not None and kind.name == "jsonb":
        value = Jsonb(value)
    elif value is not None and kind.name == "jsonb[]":
        value = [Jsonb(item) for item in value]
    return sql.Literal(value).as_string()
