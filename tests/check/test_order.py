"""Total order: which ORDER BY leaves nothing open, next to those that do."""

from __future__ import annotations

from collections.abc import Generator

import pytest

from tests.check.order_cases import OPEN, TOTAL
from tests.check.row_cases import Rows, random_states, rows_of
from tracktion_db.check.rows.order import check_order


@pytest.fixture(scope="module")
def rows(empty_database_of_worker: str, tmp_path_factory: pytest.TempPathFactory) -> Generator[Rows]:
    with rows_of(empty_database_of_worker, tmp_path_factory.mktemp("rows")) as rows:
        yield rows


@pytest.mark.parametrize("name", TOTAL)
def test_the_order_is_total_by(rows: Rows, name: str) -> None:
    assert not list(check_order(rows.analysed(TOTAL[name], "many")))


@pytest.mark.parametrize("name", OPEN)
def test_the_order_is_open_with(rows: Rows, name: str) -> None:
    missing, case = OPEN[name]

    findings = list(check_order(rows.analysed(case, "many")))

    assert [finding.rule for finding in findings] == ["order"]
    assert missing in findings[0].problem
    assert findings[0].source_line[findings[0].caret.index("^") :].startswith("ORDER BY")


def test_the_same_rows_come_in_the_same_order_wherever_they_lie(rows: Rows) -> None:
    # A total order does not depend on where rows lie, on which plan reads them or on how it sorts.
    statements = {name: rows.analysed(case, "many").sql for name, case in TOTAL.items()}
    seen = dict.fromkeys(statements, 0)
    for state in random_states(rows.connection, 40, seed=6):
        values = {name: state.values(TOTAL[name].parameters) for name in statements}
        before = {name: state.answer(sql, values[name]) for name, sql in statements.items()}
        state.turn_round()
        for name, sql in statements.items():
            assert state.answer(sql, values[name]) == before[name], name
            seen[name] = max(seen[name], len(before[name] or ()))

    assert [name for name, most in seen.items() if most < 2] == ["at most one row"]


@pytest.mark.parametrize("returns", ["one", "at most one"])
def test_a_header_of_one_row_needs_no_order(rows: Rows, returns: str) -> None:
    assert not list(check_order(rows.analysed(OPEN["a column that is not unique"][1], returns)))


def test_a_bare_file_has_no_promise_to_keep(rows: Rows) -> None:
    analysed = rows.analysed(OPEN["a column that is not unique"][1], "many")
    analysed.statement = None

    assert not list(check_order(analysed))
