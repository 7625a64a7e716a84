"""The battery itself: its statements run, its states repeat, its stored truth is what they show."""

from __future__ import annotations

from collections.abc import Generator
from random import Random
from typing import Any

import psycopg
import pytest

from tests.check.battery import BatteryStatement, create_schema, load, observe, random_state, supported, truth


@pytest.fixture
def connection(empty_database_url: str) -> Generator[psycopg.Connection[Any]]:
    with psycopg.connect(empty_database_url, autocommit=True) as connection:
        create_schema(connection)
        yield connection


@pytest.fixture
def statements(connection: psycopg.Connection[Any]) -> list[BatteryStatement]:
    return supported(connection, load())


def test_the_battery_is_large_and_names_are_unique() -> None:
    names = [statement.name for statement in load()]

    assert len(names) == len(set(names)) >= 170


def test_a_header_gives_parameters_version_and_needs() -> None:
    battery = {statement.name: statement for statement in load()}

    assert battery["insert_returning"].parameter_values == (("Anna", "Bob"), ("de", None))
    assert battery["insert_returning"].nullable_parameters() == {2}
    assert battery["merge_returning"].since == 17
    assert battery["left_join_over_a_not_null_key"].needs == {"home_name": "foreign key"}
    assert battery["inner_join"].sql.startswith("SELECT artist.name")


def test_the_stored_truth_holds_every_statement_and_no_other() -> None:
    assert sorted(truth()) == sorted(statement.name for statement in load())


def test_needs_are_said_only_of_columns_that_never_hold_a_null() -> None:
    stored = truth()

    said = {(statement.name, column) for statement in load() for column in statement.needs}

    assert said
    assert [(name, column) for name, column in said if stored[name][column]] == []


def test_only_what_newer_servers_know_is_left_out(connection: psycopg.Connection[Any]) -> None:
    known = supported(connection, load())

    major = connection.info.server_version // 10000
    assert all(statement.since > major for statement in load() if statement not in known)
    assert len(known) >= 170


def test_the_same_seed_gives_the_same_states() -> None:
    assert random_state(Random(5)) == random_state(Random(5)) != random_state(Random(6))


def test_forty_states_show_no_null_that_the_stored_truth_denies(
    connection: psycopg.Connection[Any], statements: list[BatteryStatement]
) -> None:
    stored = truth()

    seen = observe(connection, statements, states=40, seed=7)

    assert {name: list(one.columns) for name, one in seen.items()} == {
        name: list(stored[name]) for name in seen
    }
    denied = [
        (name, column)
        for name, one in seen.items()
        for column, null in one.columns.items()
        if null and not stored[name][column]
    ]
    assert denied == []


def test_three_hundred_states_show_exactly_the_stored_truth(
    connection: psycopg.Connection[Any], statements: list[BatteryStatement]
) -> None:
    stored = truth()

    seen = observe(connection, statements, states=300, seed=1)

    assert {name: one.columns for name, one in seen.items()} == {name: stored[name] for name in seen}
    assert [name for name, one in seen.items() if one.columns and not one.rows] == []


def test_a_run_leaves_nothing_behind(
    connection: psycopg.Connection[Any], statements: list[BatteryStatement]
) -> None:
    observe(connection, statements, states=3)

    rows = connection.execute(
        "SELECT (SELECT count(*) FROM label) + (SELECT count(*) FROM loose)"
        " + (SELECT count(*) FROM album_facts) + (SELECT count(*) FROM pg_prepared_statements)"
    ).fetchone()
    assert rows == (0,)
