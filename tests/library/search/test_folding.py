"""Names are equal, or not, as people see it: ``search_fold`` is the one place with the rules."""

from __future__ import annotations

import hashlib
from collections.abc import Generator

import psycopg
import pytest

from tests.library.search.folding import DIFFERENT, SAME

PROBES = [name for pair in (*SAME, *DIFFERENT) for name in pair]
PINNED = "ac8c441db522dec3f80a72fe87f3c403e5eb6ce8fa7acb45ea1e6ac10ba4375e"


@pytest.fixture(scope="module")
def connection(library_url: str) -> Generator[psycopg.Connection]:
    with psycopg.connect(library_url, autocommit=True) as connection:
        yield connection


def folded(connection: psycopg.Connection, name: str) -> str:
    row = connection.execute("SELECT search_fold(%s)", [name]).fetchone()
    assert row is not None
    return row[0]


def key(connection: psycopg.Connection, name: str) -> str:
    row = connection.execute("SELECT search_key(search_fold(%s))", [name]).fetchone()
    assert row is not None
    return row[0]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_names_that_people_take_for_one_are_one(connection: psycopg.Connection, one: str, other: str) -> None:
    assert key(connection, one) == key(connection, other)


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_names_that_are_not_one_are_kept_apart(connection: psycopg.Connection, one: str, other: str) -> None:
    assert key(connection, one) != key(connection, other)


@pytest.mark.parametrize(
    "name", ["The The", "It", "Yes", "Who Are You", "The Who", "+", "***", "!!!", "∆", "1975"]
)
def test_nothing_is_a_stop_word(connection: psycopg.Connection, name: str) -> None:
    words = folded(connection, name).split(" ")

    assert len(words) == len(name.split())
    assert all(words)


@pytest.mark.parametrize("roman", ["II", "III", "IV", "VI", "VII", "VIII", "IX"])
def test_a_roman_number_is_one_behind_another_word_only(connection: psycopg.Connection, roman: str) -> None:
    assert folded(connection, roman) == roman.lower()
    assert folded(connection, f"{roman} Fatal") == f"{roman.lower()} fatal"
    assert folded(connection, f"Fatal {roman}").split(" ")[1].isdigit()


@pytest.mark.parametrize("probe", sorted(set(PROBES)))
def test_what_is_folded_stays_as_it_is_when_it_is_folded_again(
    connection: psycopg.Connection, probe: str
) -> None:
    once = folded(connection, probe)
    again = folded(connection, once)

    # a joint is a word's own, and a gap may become the place of a Roman number
    assert again.replace("_", "") == once.replace("_", "")


def test_the_rules_are_those_that_the_indexes_were_built_with(connection: psycopg.Connection) -> None:
    answers = [folded(connection, probe) for probe in PROBES]
    digest = hashlib.sha256("\n".join(answers).encode()).hexdigest()

    assert digest == PINNED, (
        "search_fold folds names in another way than before. Columns that were computed earlier keep the old "
        "way: the migration that changes a rule has to compute them again (docs/search.md). Then pin the new "
        "digest here."
    )
