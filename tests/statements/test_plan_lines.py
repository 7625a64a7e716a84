"""``:plan: custom`` in a header, and why."""

from __future__ import annotations

from pathlib import Path

import pytest

from .files import assert_refused, load_file, with_header

HEADER = "-- Do it.\n--\n-- :returns: nothing\n{}SELECT 1;"


def test_a_statement_is_planned_once_unless_its_header_says_otherwise(tmp_path: Path) -> None:
    assert load_file(tmp_path, with_header("SELECT 1;")).custom_plan is None
    line = "-- :plan: custom  filters\n--     are left out\n"
    assert load_file(tmp_path, HEADER.format(line)).custom_plan == "filters are left out"


@pytest.mark.parametrize(
    ("lines", "problem", "instead"),
    [
        ("-- :plan: ⟨generic\n", "unknown plan", "write :plan: custom  reason, or leave the line out"),
        ("-- :plan:⟨\n", "unknown plan", "write :plan: custom  reason"),
        ("-- :plan: ⟨customs\n", "unknown plan", "write :plan: custom  reason"),
        ("-- :plan: ⟨custom\n", "a custom plan without a reason", "write :plan: custom  reason"),
        ("-- :plan: custom  a\n-- ⟨:plan: custom  b\n", "a second :plan:", "keep one of them"),
        ("-- ⟨:plans: custom  a\n", "unknown directive :plans:", "write :plan: custom  reason"),
    ],
)
def test_a_bad_line_is_refused_at_its_place(tmp_path: Path, lines: str, problem: str, instead: str) -> None:
    assert_refused(tmp_path, HEADER.format(lines), problem, instead)
