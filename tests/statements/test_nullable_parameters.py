"""``or null`` in a header says that None may be given; without it None is refused before anything is sent."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from tracktion_db import catalog
from tracktion_db.call import count
from tracktion_db.errors import ValidationError
from tracktion_db.statements.parameter_types import TYPES

from .files import assert_refused, load_file, with_header


class Odd:
    """Equal to whatever it is compared with."""

    def __eq__(self, other: object) -> bool:
        return True

    def __hash__(self) -> int:
        return 0


@pytest.mark.parametrize("blanks", [" ", "  ", "\t", "    "])
@pytest.mark.parametrize("kind", TYPES)
def test_every_type_may_be_or_null(kind: str, blanks: str, tmp_path: Path) -> None:
    statement = load_file(
        tmp_path,
        with_header(
            "SELECT :a, :b, :c;", f"a: {kind}{blanks}or null  why", f"b: {kind}  why", f"c: {kind} or null"
        ),
    )
    assert [(p.type, p.nullable, p.meaning) for p in statement.parameters] == [
        (TYPES[kind], True, "why"),
        (TYPES[kind], False, "why"),
        (TYPES[kind], True, ""),
    ]


def test_meaning_of_a_nullable_parameter_goes_on_in_deeper_lines(tmp_path: Path) -> None:
    statement = load_file(
        tmp_path, with_header("SELECT :a;", "a: text or null  the first\n--     and the last")
    )
    assert statement.parameters[0].nullable
    assert statement.parameters[0].meaning == "the first and the last"


@pytest.mark.parametrize(
    "meaning", ["null when not known", "or else", "or nullified", "optional", "a text or null", "none of it"]
)
@pytest.mark.parametrize("blanks", [" ", "  "])
def test_meaning_that_only_speaks_of_null_says_nothing_of_none(
    meaning: str, blanks: str, tmp_path: Path
) -> None:
    statement = load_file(tmp_path, with_header("SELECT :a;", f"a: text{blanks}{meaning} to us"))
    assert not statement.parameters[0].nullable
    assert statement.parameters[0].meaning == f"{meaning} to us"


@pytest.mark.parametrize("kind", TYPES)
def test_none_is_refused_by_name_where_the_header_does_not_allow_it(kind: str, tmp_path: Path) -> None:
    statement = load_file(
        tmp_path, with_header("SELECT :a, :b;", f"a: {kind} or null", f"b: {kind}", returns="nothing")
    )
    with pytest.raises(ValidationError, match=r"^b: must not be None$") as caught:
        statement.arguments({"a": None, "b": None})
    assert caught.value.field == "b"
    assert caught.value.statement == "songs.do_it"


@pytest.mark.parametrize("kind", TYPES)
def test_none_passes_where_the_header_allows_it(kind: str, tmp_path: Path) -> None:
    statement = load_file(tmp_path, with_header("SELECT :a;", f"a: {kind} or null"))
    assert statement.arguments({"a": None}) == (None,)


def test_none_in_an_array_and_none_for_an_array_are_two_things(tmp_path: Path) -> None:
    content = with_header("SELECT :a, :b;", "a: text[] or null", "b: text[] with nulls")
    statement = load_file(tmp_path, content)
    assert statement.arguments({"a": None, "b": [None]}) == (None, [None])
    with pytest.raises(ValidationError, match=r"^a\[0\]: must not be None$"):
        statement.arguments({"a": [None], "b": []})
    with pytest.raises(ValidationError, match=r"^b: must not be None$"):
        statement.arguments({"a": [], "b": None})


def test_value_that_equals_none_is_not_taken_for_it(tmp_path: Path) -> None:
    odd: Any = Odd()
    assert odd == None  # noqa: E711 (that is what is odd)
    statement = load_file(tmp_path, with_header("SELECT :a;", "a: text"))
    with pytest.raises(ValidationError, match=r"^a: must be a str$"):
        statement.arguments({"a": odd})


def test_call_with_none_is_refused_when_it_is_made(tmp_path: Path) -> None:
    nobody: Any = None
    with pytest.raises(ValidationError, match=r"^recording_id: must not be None$") as caught:
        catalog.get_recording(nobody)
    assert caught.value.statement == "catalog.get_recording"
    with pytest.raises(ValidationError, match=r"^correlation_id: must not be None$"):
        catalog.list_recordings_by_correlation(nobody)
    assert catalog.set_recording_status(UUID(int=1), "pending").parameters[2] is None

    statement = load_file(tmp_path, with_header("DELETE FROM t WHERE a = :a;", "a: text", returns="count"))
    with pytest.raises(ValidationError, match=r"^a: must not be None$"):
        count(statement, a=None)


BAD = {
    "in capitals": ("a: text ⟨or NULL  why", '"or NULL" does not say', "write text or null"),
    "in capitals, alone": ("a: text ⟨Or Null", '"Or Null" does not say', "write text or null"),
    "in capitals, far away": ("a: text  ⟨or NULL", '"or NULL" does not say', "write text or null"),
    "with two blanks": ("a: uuid ⟨or  null  why", '"or  null" does not say', "write uuid or null"),
    "none": ("a: text ⟨or none  why", '"or none" does not say', "write text or null"),
    "None of Python": ("a: text ⟨or None  why", '"or None" does not say', "write text or null"),
    "a type of Python": ("a: text ⟨| None  why", '"| None" does not say', "write text or null"),
    "a type of Python, close": ("a: ⟨text|None  why", "unknown type text|None", "write text or null"),
    "plural": ("a: text ⟨or nulls  why", '"or nulls" does not say', "write text or null"),
    "nullable": ("a: text[] ⟨nullable  why", '"nullable" does not say', "write text[] or null"),
    "null alone": ("a: text ⟨null  why", '"null" does not say', "write text or null"),
    "optional": ("a: text ⟨optional", '"optional" does not say', "write text or null"),
    "question mark": ("a: ⟨text?  why", "unknown type text?", "write text or null"),
    "question mark of an array": ("a: ⟨uuid[]?  why", "unknown type uuid[]?", "write uuid[] or null"),
    "question mark apart": ("a: text ⟨?  why", '"?" does not say', "write text or null"),
    "comma": ("a: text ⟨or null, or not", '"or null" does not say', "write text or null"),
    "nulls after null": (
        "a: text[] or null ⟨with nulls  why",
        '"with nulls" does not say',
        "write text[] with nulls or null",
    ),
    "array with nulls": (
        "a: text[] with nulls ⟨or NULL  why",
        '"or NULL" does not say',
        "write text[] with nulls or null",
    ),
    "unknown type": ("a: ⟨txt or null  why", "unknown type txt or null", "write text or null"),
    "type of another world": (
        "a: ⟨varchar or null  why",
        "unknown type varchar or null",
        "write text or null",
    ),
}


@pytest.mark.parametrize("case", BAD)
def test_what_is_nearly_or_null_is_refused_at_its_place(case: str, tmp_path: Path) -> None:
    parameter, problem, instead = BAD[case]
    assert_refused(tmp_path, with_header("SELECT :a;", parameter), problem, instead)
