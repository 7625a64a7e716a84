"""What is unique of an e-mail or user name is the same on every server: this one, against a hash of all keys.

PostgreSQL 15 knows Unicode 14, later ones know more. Names of characters that came later are refused.
"""

from __future__ import annotations

import unicodedata
from typing import Final

import psycopg
import pytest

from tests.migrations.conftest import Connection

# All but ideographs, private use and what is unassigned, of which there is the most.
CODES: Final = [
    code
    for code in (*range(1, 0x20000), *range(0x2F800, 0x2FA20), *range(0xE0000, 0xE0200))
    if not 0xD800 <= code <= 0xDFFF
]
KNOWN = "SELECT code FROM unnest(%s::integer[]) AS given (code) WHERE is_unicode_14(chr(code))"
# Each character alone, and seven in a row, which may become one.
DIGEST = """
    WITH letters AS (
        SELECT chr(given.code) AS letter, given.code, given.number / 7 AS row
        FROM unnest(%s::integer[]) WITH ORDINALITY AS given (code, number)
    ), keys AS (
        SELECT account_key(letter) AS key, 1 AS kind, code AS number FROM letters
        UNION ALL
        SELECT account_key(string_agg(letter, '' ORDER BY code)), 2, row FROM letters GROUP BY row
    )
    SELECT encode(sha256(convert_to(string_agg(key, E'\\n' ORDER BY kind, number), 'UTF8')), 'hex') FROM keys
"""
# What PostgreSQL 15 (Unicode 14) and 18 (Unicode 16) both say.
DIGEST_EVERYWHERE = "5e49a7ebb1d23f7ea4e817e7d3a71dfc70309a2b6aa84b98f83a5fa562179809"
# Letters that have one form and no case, the most of all: left out, because they take the longest.
PLAIN = {*range(0x3400, 0xA000), *range(0xAC00, 0xD7A4), *range(0xE000, 0xF900), *range(0x17000, 0x18D09)}


@pytest.fixture
def known(migrated: Connection) -> list[int]:
    """What an account may have."""
    return sorted(row[0] for row in migrated.execute(KNOWN, [CODES]))


def test_the_list_is_what_unicode_14_leaves_unassigned(known: list[int]) -> None:
    refused = {*CODES} - {*known}
    unassigned = {code for code in CODES if unicodedata.category(chr(code)) == "Cn"}
    assert unassigned <= refused
    later = refused - unassigned  # that this Python knows
    assert (not later) == (unicodedata.unidata_version == "14.0.0")
    assert {unicodedata.ucd_3_2_0.category(chr(code)) for code in later} <= {"Cn"}


def test_keys_are_those_of_every_other_server(migrated: Connection, known: list[int]) -> None:
    with_forms = [code for code in known if code not in PLAIN]
    assert len(with_forms) > 30_000
    assert migrated.execute(DIGEST, [with_forms]).fetchall() == [(DIGEST_EVERYWHERE,)]


@pytest.mark.parametrize("character", ["\U0001ccd6", "\U0001e030", "\ufdd0", "\u0378"], ids=ascii)
def test_a_character_that_unicode_14_has_not_is_refused(migrated: Connection, character: str) -> None:
    for column, value in (("username", f"{character}dmin"), ("email", f"{character}dmin@example.org")):
        with pytest.raises(psycopg.errors.CheckViolation) as refused:
            migrated.execute(f"INSERT INTO users ({column}) VALUES (%s)".encode(), [value])
        assert refused.value.diag.constraint_name == f"users_{column}_unicode"
