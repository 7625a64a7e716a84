"""The tree of errors: small, stable, picklable; and what becomes of the names of constraints."""

from __future__ import annotations

import copy
import pickle
import re

import psycopg
import pytest
from psycopg import errors as driver
from psycopg.pq import DiagnosticField

from tracktion_db import Statement, errors
from tracktion_db.catalog.statements import sql as catalog_sql
from tracktion_db.errors import (
    CommitOutcomeUnknown,
    Conflict,
    InvalidReference,
    NotFound,
    RuleViolated,
    StatementError,
    TimedOut,
    TracktionDBError,
    TransactionAborted,
    Unavailable,
    UsageError,
    ValidationError,
)
from tracktion_db.translation import translated

CODES = {
    "TracktionDBError": "database_error",
    "StatementError": "statement",
    "UsageError": "usage",
    "ValidationError": "validation",
    "NotFound": "not_found",
    "Conflict": "conflict",
    "InvalidReference": "invalid_reference",
    "RuleViolated": "rule_violated",
    "TimedOut": "timed_out",
    "Unavailable": "unavailable",
    "TransactionAborted": "transaction_aborted",
    "CommitOutcomeUnknown": "commit_outcome_unknown",
}
SAMPLES: list[TracktionDBError] = [
    TracktionDBError("a", statement="b.c", constraint="d", sqlstate="XX000", retryable=True),
    StatementError("a", path="b.sql", line=3, column=4, statement="b.c", sqlstate="42P01"),
    UsageError("a", statement="b.c"),
    ValidationError("tracks[3].title", "must be a str", statement="b.c", row=7),
    NotFound("a", statement="b.c"),
    Conflict("a", field="b", statement="b.c", constraint="d", sqlstate="23505"),
    InvalidReference("a", field="b", statement="b.c", constraint="d", sqlstate="23503"),
    RuleViolated("a", field="b", statement="b.c", constraint="d", sqlstate="23514"),
    TimedOut("a", sqlstate="57014"),
    Unavailable("a", sqlstate="57P01", retryable=True),
    TransactionAborted("a", sqlstate="40001", retryable=True),
    CommitOutcomeUnknown("a"),
]


def test_there_are_twelve_classes_with_these_codes() -> None:
    classes = {
        name: kind
        for name, kind in vars(errors).items()
        if isinstance(kind, type) and issubclass(kind, TracktionDBError)
    }
    assert {name: kind.code for name, kind in classes.items()} == CODES
    assert len(set(CODES.values())) == len(CODES) <= 12
    assert sorted(classes) == errors.__all__
    assert not [
        kind
        for kind in vars(errors).values()
        if isinstance(kind, type) and issubclass(kind, Exception) and kind not in classes.values()
    ]
    assert {type(sample).__name__ for sample in SAMPLES} == set(CODES)


def test_the_documentation_lists_the_same_codes(pytestconfig: pytest.Config) -> None:
    text = (pytestconfig.rootpath / "docs" / "errors.md").read_text(encoding="utf-8")
    assert dict(re.findall(r"^\| `(\w+)` \| `(\w+)` \|", text, re.MULTILINE)) == CODES


@pytest.mark.parametrize("error", SAMPLES, ids=lambda error: type(error).__name__)
@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
def test_every_error_survives_pickling(error: TracktionDBError, protocol: int) -> None:
    for again in (pickle.loads(pickle.dumps(error, protocol)), copy.copy(error), copy.deepcopy(error)):
        assert type(again) is type(error)
        assert (str(again), again.args, again.__dict__) == (str(error), error.args, error.__dict__)


def test_a_validation_error_says_field_reason_and_row() -> None:
    error = ValidationError("tracks[3].title", "must be a str", row=7)
    assert str(error) == "row 7: tracks[3].title: must be a str"
    assert (error.field, error.reason, error.row) == ("tracks[3].title", "must be a str", 7)


FILE_PATH = catalog_sql["catalog.add_recording"]


def error_of(
    kind: type[psycopg.Error], *, constraint: str | None = None, message: str = "no"
) -> psycopg.Error:
    info: dict[int, bytes | None] = {
        DiagnosticField.SQLSTATE: (kind.sqlstate or "").encode(),
        DiagnosticField.MESSAGE_PRIMARY: message.encode(),
        DiagnosticField.CONSTRAINT_NAME: None if constraint is None else constraint.encode(),
    }
    return kind(message, info=info)


def constraint_of(error: psycopg.Error, statement: Statement | None = FILE_PATH) -> str | None:
    return translated(error, statement, lost=False, may_be_kept=False).constraint


NAME = "recordings_file_path_unique"
TEXT = f'duplicate key value violates unique constraint "{NAME}_102008"'


@pytest.mark.parametrize(
    "error",
    [
        error_of(driver.UniqueViolation, constraint=NAME),
        error_of(driver.UniqueViolation, constraint=f"{NAME}_102008"),
        error_of(driver.UniqueViolation, message=TEXT),
        error_of(driver.UniqueViolation, message=f'a "b" violates "{NAME}"'),
    ],
)
def test_a_constraint_is_known_by_its_name_and_by_its_shards_name(error: psycopg.Error) -> None:
    assert constraint_of(error) == NAME
    known = translated(error, FILE_PATH, lost=False, may_be_kept=False)
    assert isinstance(known, Conflict)
    assert known.field == "file_path"
    assert str(known) == f"catalog.add_recording: a file path is catalogued once ({NAME})"


@pytest.mark.parametrize(
    "error",
    [
        error_of(driver.UniqueViolation, constraint="users_email_key"),
        error_of(driver.UniqueViolation, constraint=f"{NAME}_x"),
        error_of(driver.UniqueViolation, constraint=f"{NAME}_1_2"),
        error_of(driver.UniqueViolation, message='violates "geheim"'),
        error_of(driver.UniqueViolation),
        error_of(driver.InvalidTextRepresentation, message=f'invalid input: "{NAME}"'),
        error_of(driver.RaiseException, message=f'"{NAME}"'),
    ],
)
def test_no_other_name_and_no_text_passes_for_a_constraint(error: psycopg.Error) -> None:
    told = translated(error, FILE_PATH, lost=False, may_be_kept=False)
    assert told.constraint is None
    assert str(told) == f"catalog.add_recording: the data was refused: {type(error).__name__}"


def test_without_a_statement_there_is_no_closed_set() -> None:
    assert constraint_of(error_of(driver.UniqueViolation, constraint=NAME), None) is None
