"""Statements that exist for these tests only, as calls: they count, or ask the server about itself."""

from __future__ import annotations

from pathlib import Path

from tracktion_db import Call, Page, Record, Statements
from tracktion_db.call import at_most_one, many, nothing, one, page

sql = Statements.load(Path(__file__).with_name("sql"))


class Number(Record):
    number: int


class Line(Record):
    number: int
    line: str


class Word(Record):
    number: int
    word: str


class Setting(Record):
    setting: str


class Prepared(Record):
    name: str
    statement: str
    plans: int


def get_number(number: int) -> Call[Number]:
    return one(sql["probe.get_number"], Number, number=number)


def find_number(number: int) -> Call[Number | None]:
    return at_most_one(sql["probe.find_number"], Number, number=number)


def get_positive_number(number: int) -> Call[Number]:
    """Has no `:access: read`, so that it counts as a write."""
    return one(sql["probe.get_positive_number"], Number, number=number)


def get_two_numbers() -> Call[Number]:
    return one(sql["probe.get_two_numbers"], Number)


def find_two_numbers() -> Call[Number | None]:
    return at_most_one(sql["probe.find_two_numbers"], Number)


def list_numbers(up_to: int) -> Call[list[Number]]:
    return many(sql["probe.list_numbers"], Number, up_to=up_to)


def list_lines(up_to: int) -> Call[list[Line]]:
    return many(sql["probe.list_lines"], Line, up_to=up_to)


def list_number_pages(
    up_to: int, *, limit: int = 10, cursor: str | None = None, word: str = "la"
) -> Call[Page[Word]]:
    return page(
        sql["probe.list_number_pages"],
        Word,
        before_first={"number": 0},
        limit=limit,
        cursor=cursor,
        word=word,
        up_to=up_to,
    )


def list_word_pages(words: list[str], *, limit: int = 10, cursor: str | None = None) -> Call[Page[Word]]:
    return page(
        sql["probe.list_word_pages"], Word, before_first={"word": ""}, limit=limit, cursor=cursor, words=words
    )


def get_quotient(divisor: int) -> Call[Number]:
    return one(sql["probe.get_quotient"], Number, divisor=divisor)


def get_setting(name: str) -> Call[Setting]:
    return one(sql["probe.get_setting"], Setting, name=name)


def list_prepared() -> Call[list[Prepared]]:
    return many(sql["probe.list_prepared"], Prepared)


def add_recording_without_answer(file_path: str) -> Call[None]:
    return nothing(sql["probe.add_recording_without_answer"], file_path=file_path)


def count_recordings() -> Call[Number]:
    return one(sql["probe.count_recordings"], Number)


def list_quotients(up_to: int) -> Call[list[Number]]:
    return many(sql["probe.list_quotients"], Number, up_to=up_to)


def get_activity() -> Call[Setting]:
    return one(sql["probe.get_activity"], Setting)


def get_backend() -> Call[Number]:
    return one(sql["probe.get_backend"], Number)
