"""Users, and what is theirs, as services would give it."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

import psycopg

from tests.fixtures.canary import MARK
from tests.fixtures.executors import Run
from tracktion_db import assistant
from tracktion_db.assistant import (
    Chunk,
    Conversation,
    NewChunk,
    NewMessage,
    NewTemplate,
    NewTranscript,
    Transcript,
)

NOBODY = UUID("00000000-0000-4000-8000-000000000000")
VIDEO = "dQw4w9WgXcQ"


def add_user(url: str, name: str = "ada") -> UUID:
    """A user of this name, and their id."""
    user_id = uuid4()
    with psycopg.connect(url) as connection:
        _ = connection.execute("INSERT INTO users (id, username) VALUES (%s, %s)", [user_id, name])
    return user_id


def new_message(
    conversation: Conversation | UUID, content: str = f"Which key is it in, {MARK}?", **fields: Any
) -> NewMessage:
    conversation_id = conversation if isinstance(conversation, UUID) else conversation.id
    given: dict[str, Any] = {"conversation_id": conversation_id, "role": "user", "content": content}
    return NewMessage(**{**given, **fields})


def new_transcript(number: int = 0, **fields: Any) -> NewTranscript:
    """A transcript with every field filled, of a video unlike that of any other number."""
    given: dict[str, Any] = {
        "youtube_video_id": f"{number:011}",
        "title": "How Strings of Life was made",
        "channel_name": "Détroit",
        "duration": 754,
        "language": "en",
        "transcript_text": f"We were running two machines, and the strings were played by hand, {MARK}.",
        "metadata": {"views": 1987, "tags": ["techno", "detroit"]},
    }
    return NewTranscript(**{**given, **fields})


def new_chunk(transcript: Transcript | UUID, number: int = 0, **fields: Any) -> NewChunk:
    transcript_id = transcript if isinstance(transcript, UUID) else transcript.id
    given: dict[str, Any] = {
        "transcript_id": transcript_id,
        "chunk_index": number,
        "chunk_text": f"piece {number}: the strings were played by hand {MARK}",
        "token_count": 9,
        "start_seconds": number * 30.0,
        "end_seconds": number * 30.0 + 29.5,
        "metadata": {"speaker": "Derrick", "number": number},
    }
    return NewChunk(**{**given, **fields})


def new_template(**fields: Any) -> NewTemplate:
    given: dict[str, Any] = {
        "template_type": "email",
        "template_name": "thanks",
        "template_content": f"Dear {{{{ name }}}}, thanks for {{{{thing}}}}. Yours, {{{{name}}}} {MARK}",
        "variables": ["name", "thing"],
    }
    return NewTemplate(**{**given, **fields})


def add_chunks(run: Run, user: UUID, transcript: Transcript, number: int) -> list[Chunk]:
    """So many chunks of a transcript, as they came back."""
    assert run(assistant.add_chunks(user, [new_chunk(transcript, n) for n in range(number)])) == number
    return list(run(assistant.list_chunks(user, transcript.id)).items)
