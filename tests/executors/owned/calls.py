"""The statements of these tests as calls, and their records."""

from __future__ import annotations

from pathlib import Path
from uuid import UUID

from tracktion_db import Call, Record, Statements
from tracktion_db.call import copy, count, many, one

sql = Statements.load(Path(__file__).with_name("sql"))


class Note(Record):
    id: UUID
    user_id: UUID
    body: str


class Door(Record):
    code: str
    opened: int


class Told(Record):
    user_id: str
    key: str
    backend: int


class Quotient(Record):
    number: int
    user_id: UUID


class Locked(Record):
    id: int


def add_note(user_id: UUID, note_id: UUID, body: str = "la") -> Call[int]:
    return count(sql["owned.add_note"], id=note_id, user_id=user_id, body=body)


def add_note_of_anyone(owner: UUID, note_id: UUID, body: str = "la") -> Call[int]:
    return count(sql["owned.add_note_of_anyone"], id=note_id, owner=owner, body=body)


def get_note(user_id: UUID, note_id: UUID) -> Call[Note]:
    return one(sql["owned.get_note"], Note, id=note_id, user_id=user_id)


def list_notes(user_id: UUID) -> Call[list[Note]]:
    return many(sql["owned.list_notes"], Note, user_id=user_id)


def list_all_notes() -> Call[list[Note]]:
    return many(sql["owned.list_all_notes"], Note)


def set_body(user_id: UUID, note_id: UUID, body: str) -> Call[Note]:
    return one(sql["owned.set_body"], Note, id=note_id, user_id=user_id, body=body)


def get_door(code: str) -> Call[Door]:
    return one(sql["owned.get_door"], Door, code=code)


def list_doors(code: str) -> Call[list[Door]]:
    return many(sql["owned.list_doors"], Door, code=code)


def open_door(code: str, divisor: int = 1) -> Call[Door]:
    return one(sql["owned.open_door"], Door, code=code, divisor=divisor)


def get_told() -> Call[Told]:
    return one(sql["owned.get_told"], Told)


def get_quotient(user_id: UUID, divisor: int = 1, seconds: float = 0.0) -> Call[Quotient]:
    return one(sql["owned.get_quotient"], Quotient, user_id=user_id, divisor=divisor, seconds=seconds)


def copy_notes(notes: list[tuple[UUID, UUID, str]]) -> Call[int]:
    return copy(sql["owned.copy_notes"], notes)


def list_locked_away() -> Call[list[Locked]]:
    return many(sql["owned.list_locked_away"], Locked)
