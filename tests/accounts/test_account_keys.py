"""What two accounts must not share: account_key(text), against Python's own tables of Unicode."""

from __future__ import annotations

import unicodedata
from collections.abc import Generator
from typing import Any, TypeAlias

import psycopg
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pytest_postgresql.executors import NoopExecutor

from tests.fixtures.server import Server

Connection: TypeAlias = psycopg.Connection[Any]

# Letters that both Python and every PostgreSQL from 15 on know: what came with a later Unicode is left out.
OLDEST = unicodedata.ucd_3_2_0
# Default_Ignorable_Code_Point, by what Python can tell: format characters, fillers and selectors.
UNSEEN = "\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u3164\uffa0" + "".join(
    map(chr, range(0xFE00, 0xFE10))
)

KEYS = """
    SELECT account_key(item.value)
    FROM unnest(%s::text[]) WITH ORDINALITY AS item (value, number)
    ORDER BY item.number
"""


# The greater part of Unicode, and it has no case: left out, because it takes the longest.
CASELESS = {*range(0x3400, 0xA000), *range(0xAC00, 0xD7A4), *range(0x20000, 0xE0000)}
LETTERS = [
    character
    for character in map(chr, sorted({*range(1, 0xF0000)} - CASELESS))
    if {unicodedata.category(character), OLDEST.category(character)}.isdisjoint({"Cn", "Cs", "Cf"})
    # The iota below is a mark that becomes a letter only when it is alone.
    and "\u0345" not in unicodedata.normalize("NFKC", character)
]


def fold(character: str) -> str:
    """Simple case folding: one letter for one letter."""
    folded = character.casefold()
    lower = character.lower()
    if len(folded) == 1:
        return folded
    return lower if len(lower) == 1 else character


def key(value: str) -> str:
    folded = "".join(map(fold, unicodedata.normalize("NFKC", value)))
    return unicodedata.normalize("NFKC", "".join(letter for letter in folded if letter not in UNSEEN))


@pytest.fixture(scope="module")
def connection(server: Server, postgresql_noproc: NoopExecutor) -> Generator[Connection]:
    with (
        server.clean_database(postgresql_noproc.template_dbname) as url,
        psycopg.connect(url) as connection,
    ):
        yield connection


def keys(connection: Connection, values: list[str]) -> list[str]:
    return [row[0] for row in connection.execute(KEYS, [values]).fetchall()]


def test_every_letter_is_folded_as_unicode_says(connection: Connection) -> None:
    assert len(LETTERS) > 10_000
    got = keys(connection, LETTERS)
    assert [
        (hex(ord(letter)), found, key(letter))
        for letter, found in zip(LETTERS, got, strict=True)
        if found != key(letter)
    ] == []


def test_what_nobody_sees_is_not_in_a_key(connection: Connection) -> None:
    unseen = [
        character
        for character in map(chr, range(1, 0x110000))
        # Those that stand before a number, and between lines of annotations, are seen.
        if unicodedata.category(character) == "Cf" and OLDEST.category(character) == "Cf"
    ]
    found = {chr_: seen for chr_, seen in zip(unseen, keys(connection, unseen), strict=True) if seen}
    assert len(unseen) > 100
    assert set(found) <= set("\u06dd\u070f\ufff9\ufffa\ufffb")
    assert keys(connection, [f"a{mark}b" for mark in UNSEEN]) == ["ab"] * len(UNSEEN)


def test_a_key_is_its_own_key(connection: Connection) -> None:
    once = keys(connection, LETTERS)
    assert keys(connection, once) == once


@settings(max_examples=200, deadline=None)
@given(st.text(st.sampled_from(LETTERS)))
def test_texts_are_folded_as_unicode_says(connection: Connection, value: str) -> None:
    forms = [
        value,
        unicodedata.normalize("NFD", value),
        unicodedata.normalize("NFKC", value),
        value.swapcase(),
    ]
    got = keys(connection, forms)
    assert got[0] == key(value)
    assert got[0] == got[1] == got[2]


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("ADA@EXAMPLE.ORG", "ada@example.org", True),
        ("ΣΊΣΥΦΟΣ", "σίσυφος", True),
        ("ЁЖИК", "ёжик", True),
        ("ﬁre", "FIRE", True),
        ("K", "\u212a", True),
        ("\uff21\uff24\uff21", "ada", True),
        ("a\u200bda", "ada", True),
        # letters that only some languages take for the same: mail to the one does not reach the other
        ("straße", "strasse", False),
        ("STRAẞE", "straße", True),
        ("\u0131rmak", "irmak", False),
        ("İrmak", "irmak", False),
        ("\u0430da", "ada", False),
        ("ada", "ada ", False),
        ("ångström", "angstrom", False),
    ],
)
def test_some_pairs(connection: Connection, one: str, other: str, same: bool) -> None:
    first, second = keys(connection, [one, other])
    assert (first == second) is same


def test_a_key_does_not_hang_on_what_is_too_long(connection: Connection) -> None:
    (found,) = keys(connection, ["Ö" * 1_000_000])
    assert found == "ö" * 1000


def test_a_key_needs_no_locale(connection: Connection) -> None:
    (collation,) = connection.execute(
        "SELECT DISTINCT collation_name FROM information_schema.columns"
        " WHERE table_name = 'users' AND column_name LIKE '%\\_key'"
    ).fetchall()
    assert collation == ("C",)
