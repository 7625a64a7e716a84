"""People with belongings of every kind, marked as theirs; what was learned of them by their own calls."""

from __future__ import annotations

import random
from collections import deque
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

from pydantic import SecretStr

from tests.privacy.marks import mark, records_in
from tracktion_db import Call, JsonObject, Page, accounts, assistant
from tracktion_db.accounts import NewUser, Session
from tracktion_db.assistant import Chunk, Conversation, Message, Template, TranscriptSummary

DAY = timedelta(days=1)
LANGUAGES = ("en", "de", None)
CHUNKS = 3


class Person:
    """A user, and the last of their rows that they met themselves."""

    def __init__(self, user: UUID, email: str, username: str) -> None:
        self.id = user
        self.email = email
        self.username = username
        self.conversations = deque[UUID](maxlen=8)
        self.messages = deque[UUID](maxlen=30)
        self.transcripts = deque[UUID](maxlen=5)
        self.videos = deque[str](maxlen=5)
        self.chunks = deque[UUID](maxlen=20)
        self.templates = deque[UUID](maxlen=5)
        self.sessions = deque[UUID](maxlen=4)
        self.tokens = deque[str](maxlen=4)
        self.cursors = deque[tuple[str, str]](maxlen=10)
        """The statement that a cursor is of, and the cursor."""

    @property
    def mark(self) -> str:
        return mark(self.id)

    def learn(self, call: Call[Any], answer: object) -> None:
        """Keep the keys of what this person was shown."""
        for record in records_in(answer):
            if isinstance(record, TranscriptSummary) and record.id not in self.transcripts:
                self.transcripts.append(record.id)
                self.videos.append(record.youtube_video_id)
            for kind, known in (
                (Conversation, self.conversations),
                (Message, self.messages),
                (Chunk, self.chunks),
                (Template, self.templates),
                (Session, self.sessions),
            ):
                if isinstance(record, kind) and record.id not in known and getattr(record, "user_id", None):
                    known.append(record.id)
        if isinstance(answer, Page) and answer.next_cursor:
            self.cursors.append((call.statement.name, answer.next_cursor))


def new_person(run: Callable[[Call[Any]], Any], number: int) -> Person:
    """Sign somebody up whose every text has their mark: known only when the id is, so it comes second."""
    user = run(accounts.add_user(NewUser(username=f"someone {number}")))
    person = Person(user.id, f"{mark(user.id)}@example.org", f"{number} {mark(user.id)}")
    changes = accounts.UserChanges(email=person.email, username=person.username)
    run(accounts.update_user(user.id, changes))
    run(accounts.set_password_hash(user.id, SecretStr(password_hash(user.id))))
    return person


def password_hash(user: UUID) -> str:
    """A hash with a mark as its salt."""
    return f"pbkdf2:sha256:1000000${mark(user)}${user.hex * 2}"


def settle(run: Callable[[Call[Any]], Any], person: Person, rng: random.Random) -> None:
    """Give somebody a few rows of every kind."""
    for number in range(3):
        for call in (
            assistant.add_conversation(person.id, f"title {person.mark}"),
            assistant.add_transcript(person.id, new_transcript(person, rng)),
            assistant.add_template(person.id, new_template(person, number)),
            new_session(person),
        ):
            person.learn(call, run(call))
        conversation, transcript = person.conversations[-1], person.transcripts[-1]
        for call in (
            assistant.add_messages(person.id, [new_message(person, conversation, rng) for _ in range(4)]),
            assistant.list_messages(person.id, conversation, limit=2),
            assistant.add_chunks(person.id, new_chunks(person, transcript)),
            assistant.list_chunks(person.id, transcript, limit=2),
            assistant.list_conversations(person.id, limit=1),
        ):
            person.learn(call, run(call))


def new_session(person: Person) -> Call[Session]:
    person.tokens.append(accounts.new_token())
    return accounts.add_session(person.id, person.tokens[-1], DAY)


def new_message(person: Person, conversation_id: UUID, rng: random.Random) -> assistant.NewMessage:
    metadata: JsonObject = {"whose": person.mark, "kind": "common"}
    content = f"shared words {person.mark} {rng.random()}"
    return assistant.NewMessage(
        conversation_id=conversation_id, role="user", content=content, metadata=metadata
    )


def new_video(rng: random.Random) -> str:
    return f"{rng.randrange(10**11):011}"


def new_transcript(person: Person, rng: random.Random, video: str | None = None) -> assistant.NewTranscript:
    return assistant.NewTranscript(
        youtube_video_id=video or new_video(rng),
        title=f"shared title {person.mark}",
        channel_name=person.mark,
        language=rng.choice(LANGUAGES),
        transcript_text=f"shared words of a transcript {person.mark}",
        metadata={"whose": person.mark, "kind": "common"},
    )


def new_chunks(person: Person, transcript_id: UUID) -> list[assistant.NewChunk]:
    return [
        assistant.NewChunk(
            transcript_id=transcript_id,
            chunk_index=number,
            chunk_text=f"shared words of a chunk {person.mark}",
            token_count=number,
            metadata={"whose": person.mark, "kind": "common"},
        )
        for number in range(CHUNKS)
    ]


def new_template(person: Person, number: int) -> assistant.NewTemplate:
    return assistant.NewTemplate(
        template_type="blog",
        template_name=f"{number}",
        template_content=f"shared {{{{word}}}} {person.mark}",
        variables=("word",),
    )
