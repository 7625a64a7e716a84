"""The other tools' algorithms say of plain cases what the tools say, and the table counts verdicts."""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

import psycopg
import pytest

from benchmarks.nullability_peers.ports import pgtyped, sqlx
from benchmarks.nullability_peers.scoring import Refused, Score, markdown, score
from tests.check.battery import BatteryStatement, create_schema, load, truth

BATTERY = {statement.name: statement for statement in load()}


@pytest.fixture
def connection(empty_database_url: str) -> Generator[psycopg.Connection[Any]]:
    with psycopg.connect(empty_database_url, autocommit=True) as connection:
        create_schema(connection)
        yield connection


def test_pgtyped_believes_the_constraint_through_a_left_join(connection: psycopg.Connection[Any]) -> None:
    verdict = pgtyped(connection)(BATTERY["left_join"])

    assert verdict == {"name": False, "label_name": False, "label_id": False, "country": True}


def test_pgtyped_calls_every_expression_nullable(connection: psycopg.Connection[Any]) -> None:
    assert all(pgtyped(connection)(BATTERY["strict_functions_of_not_null"]).values())


def test_sqlx_sees_a_left_join_in_the_plan(connection: psycopg.Connection[Any]) -> None:
    verdict = sqlx(connection)(BATTERY["left_join"])

    assert verdict == {"name": False, "label_name": True, "label_id": True, "country": True}


def test_sqlx_explains_with_null_for_every_parameter(connection: psycopg.Connection[Any]) -> None:
    verdict = sqlx(connection)

    assert verdict(BATTERY["parameter_equals_column"])["artist_id"] is False
    with pytest.raises(Refused, match="does not allow null values"):
        verdict(BATTERY["cast_to_a_domain_that_is_not_null"])


def test_verdicts_are_counted_against_the_truth() -> None:
    stored = truth()
    statement = BATTERY["left_join_over_a_not_null_key"]
    other = BATTERY["left_join"]

    def refuse(statement: BatteryStatement) -> dict[str, bool]:
        raise Refused(statement.name)

    assert score("right", lambda one: stored[one.name], [statement, other]).exact == [
        *("left_join_over_a_not_null_key.name", "left_join_over_a_not_null_key.home_name"),
        *("left_join.name", "left_join.label_name", "left_join.label_id", "left_join.country"),
    ]
    timid = score("timid", lambda one: dict.fromkeys(stored[one.name], True), [statement])
    assert timid.over_nullable == ["left_join_over_a_not_null_key.name"]
    assert timid.beyond_a_checker == ["left_join_over_a_not_null_key.home_name"]
    bold = score("bold", lambda one: dict.fromkeys(stored[one.name], False), [other])
    assert bold.unsound == ["left_join.label_name", "left_join.label_id", "left_join.country"]
    assert score("none", refuse, [other]).refused == ["left_join"]


def test_the_table_has_one_row_for_each_tool() -> None:
    one = Score("one", exact=["a.a"], unsound=["b.b"], beyond_a_checker=["c.c"])

    assert markdown([one]).splitlines()[2:] == ["| one | 1 | 1 | 1 | 1 | 0 |"]
