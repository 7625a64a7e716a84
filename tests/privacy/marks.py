"""Marks: every text of a user says whose it is, so that each row which comes back can be told apart."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import cast
from uuid import UUID

from tests.fixtures.canary import MARK
from tracktion_db import Page, Record
from tracktion_db.accounts import Credentials, RemovedUser, Session, User
from tracktion_db.assistant import Template

_MARK = re.compile("of([0-9a-f]{32})")


def mark(user: UUID) -> str:
    """A word that stands in all texts of this user: letters and digits only, so that any column takes it."""
    return f"{MARK}of{user.hex}"


def marks_in(text: str) -> set[UUID]:
    """The users whose marks stand in a text."""
    return {UUID(found) for found in _MARK.findall(text)}


def records_in(answer: object) -> Iterable[Record]:
    """The records of an answer, whatever its shape."""
    if isinstance(answer, Record):
        yield answer
    elif isinstance(answer, Page):
        yield from cast("Page[Record]", answer).items
    elif isinstance(answer, list | tuple):
        for part in cast("Sequence[object]", answer):
            yield from records_in(part)


def is_nothing(answer: object) -> bool:
    """Whether this is what is answered of a row that is not there: None, 0, no rows and no further page."""
    if isinstance(answer, Page):
        return not answer.has_more and not list(records_in(cast("object", answer)))
    return not answer


def is_foreign(record: Record, user: UUID) -> bool:
    """Whether a record is not this user's, by its column, or has a text that is not."""
    if isinstance(record, Template) and record.user_id is None:
        return bool(marks_in(record.template_content))  # for everybody
    owner = record.id if isinstance(record, User | RemovedUser) else getattr(record, "user_id")  # noqa: B009
    texts = str(record.model_dump())
    if isinstance(record, Credentials):
        texts += record.password_hash.get_secret_value()
    # Sessions have no texts, and of who was removed only numbers come back.
    expected = set[UUID]() if isinstance(record, Session | RemovedUser) else {user}
    return owner != user or marks_in(texts) - {user, owner} != set() or not expected <= marks_in(texts)


class Seen:
    """What everybody was shown."""

    def __init__(self) -> None:
        self.rows: Counter[UUID] = Counter()
        self.foreign: Counter[str] = Counter()
        """By the statement that showed them, and the way in which it was run."""
        self.errors: Counter[str] = Counter()
        self.calls: Counter[str] = Counter()

    def take(self, user: UUID, answer: object, name: str) -> None:
        """This was answered to this user."""
        for record in records_in(answer):
            self.rows[user] += 1
            if is_foreign(record, user):
                self.foreign[name] += 1

    def take_text(self, known: set[UUID], text: str, name: str) -> None:
        """This plan or error was shown to somebody who knows of these users only."""
        if marks_in(text) - known:
            self.foreign[name] += 1

    def take_nothing(self, answer: object, name: str) -> None:
        """What was asked for is another's: not there, and not counted."""
        if not is_nothing(answer):
            self.foreign[name] += 1

    def add(self, other: Seen, refused_cursors: int) -> None:
        """All that another one saw, who had so many cursors refused."""
        for mine, theirs in zip(vars(self).values(), vars(other).values(), strict=True):
            mine.update(theirs)
        self.errors["cursor of another"] += refused_cursors
