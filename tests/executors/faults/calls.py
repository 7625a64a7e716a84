"""The statements of these tests as calls, and their records."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from uuid import UUID

from tracktion_db import Call, Record, Statements
from tracktion_db.call import copy, count, many, nothing, one

sql = Statements.load(Path(__file__).with_name("sql"))


class Answer(Record):
    number: int


class Counter(Record):
    id: int
    value: int


class Entry(Record):
    id: UUID


class Measure(Record):
    amount: int


def get_answer(number: int) -> Call[Answer]:
    return one(sql["faults.get_answer"], Answer, number=number)


def get_answer_slowly(number: int, seconds: float) -> Call[Answer]:
    return one(sql["faults.get_answer_slowly"], Answer, number=number, seconds=seconds)


def get_backend() -> Call[Answer]:
    return one(sql["faults.get_backend"], Answer)


def get_quotient(divisor: int) -> Call[Answer]:
    return one(sql["faults.get_quotient"], Answer, divisor=divisor)


def list_numbers(up_to: int) -> Call[list[Answer]]:
    return many(sql["faults.list_numbers"], Answer, up_to=up_to)


def list_numbers_slowly(up_to: int, seconds: float) -> Call[list[Answer]]:
    return many(sql["faults.list_numbers_slowly"], Answer, up_to=up_to, seconds=seconds)


def list_quotients(from_number: int) -> Call[list[Answer]]:
    return many(sql["faults.list_quotients"], Answer, from_number=from_number)


def add_counter(counter_id: int) -> Call[int]:
    return count(sql["faults.add_counter"], counter_id=counter_id)


def get_counter(counter_id: int) -> Call[Counter]:
    return one(sql["faults.get_counter"], Counter, counter_id=counter_id)


def lock_counter(counter_id: int) -> Call[Counter]:
    return one(sql["faults.lock_counter"], Counter, counter_id=counter_id)


def set_counter(counter_id: int, value: int) -> Call[int]:
    return count(sql["faults.set_counter"], counter_id=counter_id, value=value)


def add_entry(entry_id: UUID) -> Call[int]:
    return count(sql["faults.add_entry"], entry_id=entry_id)


def add_entry_slowly(entry_id: UUID, seconds: float) -> Call[int]:
    return count(sql["faults.add_entry_slowly"], entry_id=entry_id, seconds=seconds)


def copy_entries(entry_ids: Iterable[UUID]) -> Call[int]:
    return copy(sql["faults.copy_entries"], [(entry_id,) for entry_id in entry_ids])


def add_noisy_entry(entry_id: UUID) -> Call[int]:
    return count(sql["faults.add_noisy_entry"], entry_id=entry_id)


def list_entries(entry_ids: Iterable[UUID]) -> Call[list[Entry]]:
    return many(sql["faults.list_entries"], Entry, entry_ids=list(entry_ids))


def get_measure() -> Call[Measure]:
    return one(sql["faults.get_measure"], Measure)


def set_measure(amount: int) -> Call[Measure]:
    return one(sql["faults.set_measure"], Measure, amount=amount)


def forget_plans() -> Call[None]:
    return nothing(sql["faults.forget_plans"])


def turn_read_only() -> Call[None]:
    return nothing(sql["faults.turn_read_only"])
