"""Messages of conversations. Table ``messages``.

The database numbers the messages of each conversation 1, 2, 3 …, whoever adds them, and sets the
conversation's ``updated_at``. Who adds to a conversation waits for who did before; messages of one call keep
their order. A message is never changed; a number whose message was removed never comes again.

Raised when a call is run: InvalidReference (``conversation_id``) by what adds, where the user has no such
conversation.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Literal, TypeAlias
from uuid import UUID

from pydantic import Field, JsonValue

from tracktion_db.assistant.fields import Content, require_object, require_offset
from tracktion_db.assistant.statements import sql
from tracktion_db.call import Call, Page, at_most_one, count, many, one, page, require_limit
from tracktion_db.inputs import rows_of, values_of
from tracktion_db.paging import NEWEST_FIRST
from tracktion_db.records import Input, JsonObject, Record

MessageRole: TypeAlias = Literal["user", "assistant", "system"]


class Message(Record):
    """What was said in a conversation."""

    id: UUID
    user_id: UUID
    """Whose conversation it is."""
    conversation_id: UUID
    position: int
    """1, 2, 3 … within the conversation."""
    role: MessageRole
    """Who speaks."""
    content: str = Field(repr=False)
    """What was said; in no repr."""
    metadata: JsonObject = Field(repr=False)
    """What else is known about it: model, tokens, sources …; in no repr."""
    created_at: datetime
    """When the transaction began that added it, but not before the message in front of it.

    Many have the same: ``position`` is the order.
    """


class NewMessage(Input):
    """A message to add behind the last one of its conversation."""

    conversation_id: UUID
    role: MessageRole
    content: Content = Field(repr=False)
    metadata: JsonObject = Field(default_factory=dict[str, JsonValue], repr=False)


def add_message(user_id: UUID, message: NewMessage) -> Call[Message]:
    """Add one message."""
    values = values_of(message, NewMessage, "message")
    return one(sql["assistant.add_message"], Message, user_id=user_id, **values)


def add_messages(user_id: UUID, messages: Sequence[NewMessage]) -> Call[int]:
    """Add messages, all or none, and answer their number; those of a conversation in the order given."""
    rows = rows_of(messages, NewMessage, "messages")
    return count(
        sql["assistant.add_messages"],
        user_id=user_id,
        conversation_ids=[row["conversation_id"] for row in rows],
        roles=[row["role"] for row in rows],
        contents=[row["content"] for row in rows],
        metadata=[row["metadata"] for row in rows],
    )


def get_message(user_id: UUID, message_id: UUID) -> Call[Message | None]:
    """The user's message with this id, or None."""
    return at_most_one(sql["assistant.get_message"], Message, user_id=user_id, message_id=message_id)


def list_messages(
    user_id: UUID, conversation_id: UUID, *, limit: int = 100, cursor: str | None = None
) -> Call[Page[Message]]:
    """The messages of a conversation in reading order; none for a conversation that the user has not."""
    return page(
        sql["assistant.list_messages"],
        Message,
        before_first={"position": 0},
        limit=limit,
        cursor=cursor,
        user_id=user_id,
        conversation_id=conversation_id,
    )


def list_messages_from(
    user_id: UUID, conversation_id: UUID, offset: int = 0, *, limit: int = 100
) -> Call[list[Message]]:
    """The messages of a conversation in reading order, without the first ``offset`` (at most 10,000).

    Those are read all the same, which ``list_messages`` spares.
    """
    require_limit(limit)
    require_offset(offset)
    return many(
        sql["assistant.list_messages_from"],
        Message,
        user_id=user_id,
        conversation_id=conversation_id,
        row_limit=limit,
        row_offset=offset,
    )


def list_last_messages(user_id: UUID, conversation_id: UUID, limit: int = 20) -> Call[list[Message]]:
    """The last messages of a conversation, at most ``limit`` (1 to 1,000), in reading order."""
    require_limit(limit)
    return many(
        sql["assistant.list_last_messages"],
        Message,
        user_id=user_id,
        conversation_id=conversation_id,
        row_limit=limit,
    )


def list_messages_by_metadata(
    user_id: UUID, metadata: Mapping[str, JsonValue], *, limit: int = 100, cursor: str | None = None
) -> Call[Page[Message]]:
    """The user's messages whose metadata contains this, the newest first.

    An object contains another one if it has all its keys, with values that contain the other's values.
    """
    require_object("metadata", metadata)
    return page(
        sql["assistant.list_messages_by_metadata"],
        Message,
        before_first=NEWEST_FIRST,
        limit=limit,
        cursor=cursor,
        user_id=user_id,
        metadata=metadata,
    )


def remove_message(user_id: UUID, message_id: UUID) -> Call[int]:
    """Remove a message; answers 1, or 0 if the user has no such message."""
    return count(sql["assistant.remove_message"], user_id=user_id, message_id=message_id)
