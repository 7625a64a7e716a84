"""One, at most one or many rows: each proof next to what looks like it and is none."""

from __future__ import annotations

from collections.abc import Generator
from typing import Final

import pytest

from tests.check.many_row_cases import MANY, MERGES, ONE_BY_CHANCE
from tests.check.one_row_cases import AT_MOST_ONE, NEVER_A_ROW, ONE
from tests.check.row_cases import Case, Rows, random_states, rows_of
from tracktion_db.check.rows.cardinality import cardinality, check_cardinality

ID: Final = ("id: integer",)


@pytest.fixture(scope="module")
def rows(empty_database_of_worker: str, tmp_path_factory: pytest.TempPathFactory) -> Generator[Rows]:
    with rows_of(empty_database_of_worker, tmp_path_factory.mktemp("rows")) as rows:
        yield rows


@pytest.mark.parametrize("name", AT_MOST_ONE)
def test_at_most_one_row_is_proved_from(rows: Rows, name: str) -> None:
    found = cardinality(rows.analysed(AT_MOST_ONE[name]))

    assert found.kind == "at most one", found.proof


@pytest.mark.parametrize("name", ONE)
def test_one_row_is_proved_from(rows: Rows, name: str) -> None:
    found = cardinality(rows.analysed(ONE[name]))

    assert found.kind == "one", found.proof


@pytest.mark.parametrize("name", MANY)
def test_nothing_is_proved_from(rows: Rows, name: str) -> None:
    found = cardinality(rows.analysed(MANY[name]))

    assert found.kind == "many", found.proof
    assert found.proof


@pytest.mark.parametrize("name", MERGES)
def test_merge_answers_what_its_source_and_its_join_condition_let_it(rows: Rows, name: str) -> None:
    if rows.connection.info.server_version < 170000:
        return
    kind, sql = MERGES[name]

    assert cardinality(rows.analysed(Case(sql, ID))).kind == kind


def test_no_random_rows_contradict_a_proof(rows: Rows) -> None:
    statements = {
        name: rows.analysed(case).sql for cases in (AT_MOST_ONE, ONE) for name, case in cases.items()
    }
    parameters = {name: case.parameters for cases in (AT_MOST_ONE, ONE) for name, case in cases.items()}
    seen = dict.fromkeys(statements, 0)
    for state in random_states(rows.connection, 60, seed=4):
        for name, sql in statements.items():
            answered = state.run(sql, parameters[name])
            if answered is not None:
                assert len(answered) <= 1, name
                assert len(answered) == 1 or name not in ONE, name
                seen[name] += len(answered)

    assert [name for name, count in seen.items() if not count] == NEVER_A_ROW


def test_random_rows_show_why_the_others_are_not_proved(rows: Rows) -> None:
    statements = {name: rows.analysed(case).sql for name, case in MANY.items()}
    most = dict.fromkeys(statements, 0)
    for state in random_states(rows.connection, 60, seed=5):
        for name, sql in statements.items():
            most[name] = max(most[name], len(state.run(sql, MANY[name].parameters) or ()))

    assert {name for name, count in most.items() if count < 2} <= ONE_BY_CHANCE


@pytest.mark.parametrize(("returns", "wrong"), [("one", 1), ("at most one", 1), ("many", 0)])
def test_only_a_header_that_promises_one_row_needs_a_proof(rows: Rows, returns: str, wrong: int) -> None:
    findings = list(check_cardinality(rows.analysed(MANY["a part of a key"], returns)))

    assert [finding.rule for finding in findings] == ["cardinality"] * wrong
    for finding in findings:
        assert finding.source_line == f"-- :returns: {returns}"
        assert "no unique key of s is bound: songs_artist_title lacks s.title;" in finding.problem


@pytest.mark.parametrize("returns", ["one", "at most one", "many"])
def test_at_most_one_row_is_enough_for_every_header(rows: Rows, returns: str) -> None:
    assert not list(check_cardinality(rows.analysed(AT_MOST_ONE["a primary key"], returns)))


@pytest.mark.parametrize(
    ("sql", "returns", "kind"),
    [
        ("UPDATE songs SET year = 1 WHERE songs.id = 1", "count", "count"),
        ("REFRESH MATERIALIZED VIEW years", "nothing", "nothing"),
    ],
)
def test_a_write_without_rows_counts_and_a_command_answers_nothing(
    rows: Rows, sql: str, returns: str, kind: str
) -> None:
    assert cardinality(rows.analysed(Case(sql), returns)).kind == kind


def test_the_proof_names_the_key_and_what_it_is_bound_to(rows: Rows) -> None:
    joined = cardinality(rows.analysed(AT_MOST_ONE["a join to a key"]))
    partial = cardinality(rows.analysed(AT_MOST_ONE["an expression index"]))

    assert joined.proof == "songs_pkey: s.id = :id; artists_pkey: a.id = s.artist_id"
    assert partial.proof == "artists_name: lower(a.name) = lower(:x)"
