"""Every call on owned rows, with arguments drawn for somebody: of their own rows, or of another's."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID, uuid4

from pydantic import SecretStr

from tests.privacy import people
from tests.privacy.people import DAY, Person
from tracktion_db import Call, accounts, assistant

COMMON = {"kind": "common"}

Draw = Callable[[Person, Person, random.Random], Call[Any]]
"""A call of the first person about a row of the second, who may be the same."""


def some(known: Sequence[UUID], rng: random.Random) -> UUID:
    return rng.choice(known) if known else uuid4()


# --- what reads: by keys, which may be another's

READS: dict[str, Draw] = {
    "assistant.get_conversation": lambda me, of, rng: assistant.get_conversation(
        me.id, some(of.conversations, rng)
    ),
    "assistant.get_message": lambda me, of, rng: assistant.get_message(me.id, some(of.messages, rng)),
    "assistant.get_transcript": lambda me, of, rng: assistant.get_transcript(
        me.id, some(of.transcripts, rng)
    ),
    "assistant.get_transcript_by_video": lambda me, of, rng: assistant.get_transcript_by_video(
        me.id, rng.choice(of.videos)
    ),
    "assistant.get_chunks": lambda me, of, rng: assistant.get_chunks(me.id, list(of.chunks)[-6:]),
    "assistant.list_messages": lambda me, of, rng: assistant.list_messages(
        me.id, some(of.conversations, rng), limit=3
    ),
    "assistant.list_messages_from": lambda me, of, rng: assistant.list_messages_from(
        me.id, some(of.conversations, rng), rng.randrange(2), limit=5
    ),
    "assistant.list_last_messages": lambda me, of, rng: assistant.list_last_messages(
        me.id, some(of.conversations, rng), 4
    ),
    "assistant.list_chunks": lambda me, of, rng: assistant.list_chunks(
        me.id, some(of.transcripts, rng), limit=2
    ),
    "assistant.list_messages_by_metadata": lambda me, of, rng: assistant.list_messages_by_metadata(
        me.id, {"whose": of.mark}, limit=4
    ),
    "assistant.list_transcripts_by_metadata": lambda me, of, rng: assistant.list_transcripts_by_metadata(
        me.id, {"whose": of.mark}, limit=4
    ),
    "assistant.list_chunks_by_metadata": lambda me, of, rng: assistant.list_chunks_by_metadata(
        me.id, {"whose": of.mark}, limit=4
    ),
    "assistant.search_transcripts": lambda me, of, rng: assistant.search_transcripts(me.id, of.mark, limit=4),
    "assistant.search_chunks": lambda me, of, rng: assistant.search_chunks(
        me.id, of.mark, transcript_id=rng.choice((None, some(of.transcripts, rng))), limit=4
    ),
}

# --- what reads all that somebody has

LISTS: dict[str, Draw] = {
    "accounts.get_user": lambda me, of, rng: accounts.get_user(me.id),
    "accounts.list_sessions": lambda me, of, rng: accounts.list_sessions(me.id),
    "assistant.list_conversations": lambda me, of, rng: assistant.list_conversations(me.id, limit=3),
    "assistant.list_conversations_from": lambda me, of, rng: assistant.list_conversations_from(
        me.id, rng.randrange(3), limit=5
    ),
    "assistant.list_transcripts": lambda me, of, rng: assistant.list_transcripts(me.id, limit=3),
    "assistant.list_templates": lambda me, of, rng: assistant.list_templates(me.id),
    "assistant.get_template": lambda me, of, rng: assistant.get_template(me.id, "blog"),
    "assistant.list_messages_by_metadata": lambda me, of, rng: assistant.list_messages_by_metadata(
        me.id, COMMON, limit=4
    ),
    "assistant.list_transcripts_by_metadata": lambda me, of, rng: assistant.list_transcripts_by_metadata(
        me.id, COMMON, limit=4
    ),
    "assistant.list_chunks_by_metadata": lambda me, of, rng: assistant.list_chunks_by_metadata(
        me.id, COMMON, limit=4
    ),
    "assistant.search_transcripts": lambda me, of, rng: assistant.search_transcripts(
        me.id, "shared words", limit=4
    ),
    "assistant.search_chunks": lambda me, of, rng: assistant.search_chunks(me.id, "shared words", limit=4),
}

# --- what finds one row by what somebody presents; only the row's own user has it

KEYS: dict[str, Draw] = {
    "accounts.get_session": lambda me, of, rng: accounts.get_session(rng.choice(me.tokens)),
    "accounts.extend_session": lambda me, of, rng: accounts.extend_session(rng.choice(me.tokens), DAY),
    "accounts.get_user_by_email": lambda me, of, rng: accounts.get_user_by_email(me.email.upper()),
    "accounts.get_user_by_username": lambda me, of, rng: accounts.get_user_by_username(me.username),
    "accounts.get_credentials_by_email": lambda me, of, rng: accounts.get_credentials_by_email(me.email),
    "accounts.get_credentials_by_username": lambda me, of, rng: accounts.get_credentials_by_username(
        me.username
    ),
}

# --- what writes: by keys, which may be another's

WRITES: dict[str, Draw] = {
    "accounts.remove_session": lambda me, of, rng: accounts.remove_session(me.id, some(of.sessions, rng)),
    "assistant.set_conversation_title": lambda me, of, rng: assistant.set_conversation_title(
        me.id, some(of.conversations, rng), f"new title {me.mark}"
    ),
    "assistant.add_message": lambda me, of, rng: assistant.add_message(
        me.id, people.new_message(me, some(of.conversations, rng), rng)
    ),
    "assistant.add_messages": lambda me, of, rng: assistant.add_messages(
        me.id, [people.new_message(me, some(of.conversations, rng), rng)]
    ),
    "assistant.remove_message": lambda me, of, rng: assistant.remove_message(me.id, some(of.messages, rng)),
    "assistant.update_transcript": lambda me, of, rng: assistant.update_transcript(
        me.id,
        some(of.transcripts, rng),
        assistant.TranscriptChanges(title=f"other title {me.mark}", language=rng.choice(people.LANGUAGES)),
    ),
    "assistant.remove_chunks": lambda me, of, rng: assistant.remove_chunks(me.id, some(of.transcripts, rng)),
    "assistant.add_chunks": lambda me, of, rng: assistant.add_chunks(
        me.id, people.new_chunks(me, some(of.transcripts, rng))
    ),
    "assistant.update_template": lambda me, of, rng: assistant.update_template(
        me.id,
        some(of.templates, rng),
        assistant.TemplateChanges(template_content=f"other {{{{word}}}} {me.mark}"),
    ),
    "assistant.remove_template": lambda me, of, rng: assistant.remove_template(
        me.id, some(of.templates, rng)
    ),
}

# --- what adds, and what makes room for it: the oldest that is known goes

GROWTH: dict[str, Draw] = {
    "assistant.remove_conversation": lambda me, of, rng: assistant.remove_conversation(
        me.id, me.conversations[0]
    ),
    "assistant.add_conversation": lambda me, of, rng: assistant.add_conversation(me.id, f"title {me.mark}"),
    "assistant.remove_transcript": lambda me, of, rng: assistant.remove_transcript(me.id, me.transcripts[0]),
    "assistant.add_transcript": lambda me, of, rng: assistant.add_transcript(
        # of a video that the other has too, now and then
        me.id,
        people.new_transcript(me, rng, rng.choice((None, rng.choice(of.videos)))),
    ),
    "assistant.add_template": lambda me, of, rng: assistant.add_template(
        me.id, people.new_template(me, rng.randrange(20))
    ),
    "accounts.remove_session_by_token": lambda me, of, rng: accounts.remove_session_by_token(me.tokens[0]),
    "accounts.remove_other_sessions": lambda me, of, rng: accounts.remove_other_sessions(
        me.id, some(me.sessions, rng)
    ),
    "accounts.remove_sessions": lambda me, of, rng: accounts.remove_sessions(me.id),
    "accounts.add_session": lambda me, of, rng: people.new_session(me),
    "accounts.update_user": lambda me, of, rng: accounts.update_user(
        me.id, accounts.UserChanges(username=me.username)
    ),
    "accounts.set_password_hash": lambda me, of, rng: accounts.set_password_hash(
        me.id, SecretStr(people.password_hash(me.id))
    ),
}


def next_page(me: Person, of: Person, rng: random.Random) -> Call[Any] | None:
    """Where the second person's list of conversations went on, asked by the first; None if nobody knows."""
    cursors = [cursor for name, cursor in list(of.cursors) if name == "assistant.list_conversations"]
    if not cursors:
        return None
    return assistant.list_conversations(me.id, limit=3, cursor=rng.choice(cursors))
