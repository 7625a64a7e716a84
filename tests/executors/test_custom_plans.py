"""Statements whose header asks for a plan for the values of each call."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.executors import probes
from tests.executors.probes import Number
from tests.fixtures.executors import Run
from tests.statements.files import with_header, write_file
from tracktion_db import Call, Statements
from tracktion_db.call import many, one
from tracktion_db.errors import RuleViolated, StatementError

# No row reaches the division. But whoever plans for a divisor computes it.
DIVIDE = """\
SELECT CASE WHEN series.number > 5 THEN 1 / :divisor ELSE series.number END AS number
FROM generate_series(1, 3) AS series (number)
ORDER BY series.number ASC;
"""
PLAN = "-- :plan: custom  the division shows it\n"
# A prepared statement is planned for its values five times, then once for all values.
OFTEN = 6


@pytest.fixture
def statements(tmp_path: Path) -> Statements:
    shared = with_header(DIVIDE, "divisor: bigint", returns="many probe.Number", access="read")
    write_file(tmp_path, shared, "probe/plan_once.sql")
    write_file(tmp_path, shared.replace("SELECT", f"{PLAN}SELECT", 1), "probe/plan_anew.sql")
    return Statements.load(tmp_path)


def divided(statements: Statements, name: str, divisor: int) -> Call[list[Number]]:
    return many(statements[name], Number, divisor=divisor)


def test_a_custom_plan_is_made_for_the_values_of_every_call(read: Run, statements: Statements) -> None:
    usual = divided(statements, "probe.plan_anew", 1)
    for _ in range(OFTEN):
        assert [row.number for row in read(usual)] == [1, 2, 3]
        assert read.rows(usual) == read(usual)
        assert read.all(usual, usual) == (read(usual), read(usual))
        with pytest.raises(RuleViolated):
            read(divided(statements, "probe.plan_anew", 0))


def test_without_the_line_one_plan_serves_all_values(read: Run, statements: Statements) -> None:
    for _ in range(OFTEN):
        read(divided(statements, "probe.plan_once", 1))
    assert [row.number for row in read(divided(statements, "probe.plan_once", 0))] == [1, 2, 3]


def test_a_statement_with_custom_plans_leaves_nothing_prepared(read: Run, statements: Statements) -> None:
    read(divided(statements, "probe.plan_anew", 1))
    read(divided(statements, "probe.plan_once", 1))
    prepared = " ".join(row.statement for row in read(probes.list_prepared()))
    assert "/* probe.plan_once */" in prepared
    assert "/* probe.plan_anew */" not in prepared


def test_a_mistake_in_it_is_shown_at_its_place_in_the_file(read: Run, tmp_path: Path) -> None:
    content = with_header("SELECT no_column AS number;", returns="one probe.Number")
    write_file(tmp_path, content.replace("SELECT", f"{PLAN}SELECT", 1), "probe/broken.sql")
    with pytest.raises(StatementError) as refused:
        read(one(Statements.load(tmp_path)["probe.broken"], Number))
    assert (refused.value.line, refused.value.column) == (5, 8)
    assert "no_column" in str(refused.value)
