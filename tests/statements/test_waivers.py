"""``:waive`` in a header: a rule, perhaps a name in the statement, and always a reason."""

from __future__ import annotations

from pathlib import Path

import pytest

from tracktion_db.statements import Waiver

from .files import assert_refused, load_file, with_header

HEADER = """\
-- Do it.
--
-- :param a: text  a letter
-- {}
-- :returns: many
-- :access: read
SELECT :a ORDER BY 1;
"""


def test_waivers_are_read_in_their_order_with_their_places(tmp_path: Path) -> None:
    content = HEADER.format(
        "\n-- ".join(
            (
                ":waive index: at most a few hundred rows,",
                "    one for each month: and status",
                ":waive nullable month: date_trunc of a NOT NULL column",
                ":waive nullable  status :",
                "    the view",
                "    drops them",
            )
        )
    )
    statement = load_file(tmp_path, content)
    places = [
        content.index(text) for text in (":waive index", ":waive nullable month", ":waive nullable  status")
    ]
    assert statement.waivers == (
        Waiver("index", None, "at most a few hundred rows, one for each month: and status", places[0]),
        Waiver("nullable", "month", "date_trunc of a NOT NULL column", places[1]),
        Waiver("nullable", "status", "the view drops them", places[2]),
    )


def test_statement_without_waivers_has_none(tmp_path: Path) -> None:
    assert load_file(tmp_path, with_header("SELECT 1;")).waivers == ()


def test_one_rule_may_be_waived_for_several_names(tmp_path: Path) -> None:
    content = HEADER.format(":waive nullable a: b\n-- :waive nullable: b\n-- :waive nullable b: b")
    assert [waiver.subject for waiver in load_file(tmp_path, content).waivers] == ["a", None, "b"]


def test_waiver_leaves_the_parameters_meaning_alone(tmp_path: Path) -> None:
    statement = load_file(tmp_path, HEADER.format(":waive index: few\n--     rows"))
    assert statement.parameters[0].meaning == "a letter"
    assert statement.waivers[0].reason == "few rows"


BAD = {
    "no reason": (":waive index:", "a waiver without a reason"),
    "blank reason": (":waive index:   ", "a waiver without a reason"),
    "no reason for a name": (":waive nullable month:", "a waiver without a reason"),
    "no colon": (":waive index few rows", "a waiver without a reason"),
    "nothing": (":waive", "a waiver without a reason"),
    "two names": (":waive nullable month status: both", "a bad waiver"),
    "rule in capitals": (":waive Index: few rows", "a bad waiver"),
    "no rule": (":waive : few rows", "a bad waiver"),
    "with a colon": (":waive: index: few rows", "unknown directive :waive:"),
    "misspelled": (":waiver index: few rows", "unknown directive :waiver"),
}


@pytest.mark.parametrize("case", BAD)
def test_bad_waiver_is_refused_at_its_place(case: str, tmp_path: Path) -> None:
    line, problem = BAD[case]
    content = HEADER.format("⟨" + line)
    assert_refused(tmp_path, content, problem, "write :waive rule: reason, or :waive rule subject: reason")


@pytest.mark.parametrize("what", ["index", "nullable month"])
def test_the_same_waiver_twice_is_refused_at_the_second(what: str, tmp_path: Path) -> None:
    content = HEADER.format(f":waive {what}: few rows\n-- ⟨:waive {what}: another reason")
    assert_refused(tmp_path, content, "the same waiver twice", "keep one of them")


def test_words_less_deep_than_a_waiver_are_not_its_reason(tmp_path: Path) -> None:
    content = HEADER.format(":waive index: few\n-- ⟨rows")
    assert_refused(tmp_path, content, "text between the directives", "indent it deeper")
