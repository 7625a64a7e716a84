"""Random statements are legal, varied and repeatable, and a wrong verdict about one is found."""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

import psycopg
import pytest

from tests.check.battery import BatteryStatement, create_schema, truth
from tests.check.battery.files import load
from tests.check.generator import disagreements, legal, observe_briefly, random_statements


@pytest.fixture
def connection(empty_database_url: str) -> Generator[psycopg.Connection[Any]]:
    with psycopg.connect(empty_database_url, autocommit=True) as connection:
        create_schema(connection)
        yield connection


@pytest.fixture(scope="module")
def thousand() -> list[BatteryStatement]:
    return random_statements(1, 1000)


def test_the_same_seed_gives_the_same_statements() -> None:
    assert random_statements(3, 50) == random_statements(3, 50)
    assert [one.sql for one in random_statements(3, 50)] != [one.sql for one in random_statements(4, 50)]


@pytest.mark.parametrize(
    "word",
    [
        *(
            "LEFT JOIN",
            "RIGHT JOIN",
            "FULL JOIN",
            "CROSS JOIN",
            "LATERAL",
            "USING (",
            "UNION ALL",
            "INTERSECT",
        ),
        *("EXCEPT", "ROLLUP", "GROUPING SETS", "HAVING", "FILTER", "OVER (", "EXISTS", "NOT IN (", " ANY ("),
        *(
            "WITH ",
            "MATERIALIZED",
            "VALUES",
            "DISTINCT ",
            "LIMIT 1",
            "CASE WHEN",
            "IS NOT UNKNOWN",
            "coalesce",
        ),
        *("INSERT INTO", "UPDATE ", "DELETE FROM", "RETURNING", "artist_labels", "album_facts", "small_only"),
    ],
)
def test_the_statements_hold(word: str, thousand: list[BatteryStatement]) -> None:
    assert any(word in statement.sql for statement in thousand)


def test_the_server_takes_nearly_all_of_them(connection: psycopg.Connection[Any]) -> None:
    statements = random_statements(1, 2000)

    assert len(legal(connection, statements)) >= 1990


def test_most_of_them_give_rows_and_many_give_nulls(connection: psycopg.Connection[Any]) -> None:
    statements = legal(connection, random_statements(2, 300))

    seen = observe_briefly(connection, statements, states=10)

    columns = [null for one in seen.values() for null in one.columns.values()]
    assert sum(one.rows > 0 for one in seen.values()) > len(statements) / 2
    assert len(columns) / 5 < sum(columns) < len(columns) * 4 / 5


def test_a_verdict_that_denies_nulls_is_found(connection: psycopg.Connection[Any]) -> None:
    battery = [one for one in load() if one.name in ("left_join", "inner_join", "scalar_subquery")]
    stored = truth()

    def wrong(statement: BatteryStatement) -> dict[str, bool]:
        return dict.fromkeys(stored[statement.name], False)

    def right(statement: BatteryStatement) -> dict[str, bool]:
        return stored[statement.name]

    found = disagreements(connection, wrong, battery, states=40)

    assert {(statement.name, column) for statement, column in found} == {
        (one.name, column) for one in battery for column, null in stored[one.name].items() if null
    }
    assert disagreements(connection, right, battery, states=40) == []
