"""Conversations of a user with the assistant. Table ``conversations``.

A list comes with the last active conversation first: one that gets a message moves to the front. Who pages
through it by cursor meanwhile may miss that one, never sees one twice that did not move, and reads each page
at the cost of the first.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from pydantic import Field

from tracktion_db.assistant.fields import require_length, require_offset
from tracktion_db.assistant.statements import sql
from tracktion_db.call import Call, Page, at_most_one, count, many, one, page, require_limit
from tracktion_db.paging import LAST_ID, LATEST
from tracktion_db.records import Record

MOST_TITLE = 500


class Conversation(Record):
    """A conversation of a user with the assistant."""

    id: UUID
    user_id: UUID
    title: str | None = Field(repr=False)
    """1 to 500 characters; in no repr."""
    created_at: datetime
    updated_at: datetime
    """When it was renamed or got a message last."""


def add_conversation(user_id: UUID, title: str | None = None) -> Call[Conversation]:
    """Begin a conversation; its title has 1 to 500 characters, or there is none yet.

    Raises InvalidReference (``user_id``) when run, if there is no such user.
    """
    require_length("title", title, MOST_TITLE)
    return one(sql["assistant.add_conversation"], Conversation, user_id=user_id, title=title)


def get_conversation(user_id: UUID, conversation_id: UUID) -> Call[Conversation | None]:
    """The user's conversation with this id, or None."""
    return at_most_one(
        sql["assistant.get_conversation"], Conversation, user_id=user_id, conversation_id=conversation_id
    )


def list_conversations(
    user_id: UUID, *, limit: int = 100, cursor: str | None = None
) -> Call[Page[Conversation]]:
    """The user's conversations, the last active first."""
    return page(
        sql["assistant.list_conversations"],
        Conversation,
        before_first={"updated_at": LATEST, "id": LAST_ID},
        limit=limit,
        cursor=cursor,
        user_id=user_id,
    )


def list_conversations_from(user_id: UUID, offset: int = 0, *, limit: int = 100) -> Call[list[Conversation]]:
    """The user's conversations, the last active first, without the first ``offset`` (at most 10,000).

    Those are read all the same, and whatever is added or moves between two calls shifts the rows: one is
    shown twice or not at all. ``list_conversations`` has neither cost.
    """
    require_limit(limit)
    require_offset(offset)
    return many(
        sql["assistant.list_conversations_from"],
        Conversation,
        user_id=user_id,
        row_limit=limit,
        row_offset=offset,
    )


def set_conversation_title(user_id: UUID, conversation_id: UUID, title: str | None) -> Call[Conversation]:
    """Name a conversation with 1 to 500 characters, or take its name away; raises NotFound when run."""
    require_length("title", title, MOST_TITLE)
    return one(
        sql["assistant.set_conversation_title"],
        Conversation,
        user_id=user_id,
        conversation_id=conversation_id,
        title=title,
    )


def remove_conversation(user_id: UUID, conversation_id: UUID) -> Call[int]:
    """Remove a conversation with its messages; answers 1, or 0 if the user has no such conversation."""
    return count(sql["assistant.remove_conversation"], user_id=user_id, conversation_id=conversation_id)
