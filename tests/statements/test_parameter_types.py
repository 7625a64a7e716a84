"""What all types of parameters have in common: NULL, arrays, limits, aliases, and one kind of error."""

from __future__ import annotations

import math
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tracktion_db.errors import ValidationError
from tracktion_db.statements.parameter_types import TYPES

ID = UUID("00000000-0000-4000-8000-000000000001")
NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)


@pytest.mark.parametrize("type_name", TYPES)
def test_none_is_null_for_every_type(type_name: str) -> None:
    assert TYPES[type_name].convert(None, "it") is None


BAD_ELEMENTS: list[tuple[str, Any, str, str]] = [
    ("text[]", ["a", "b", "c\0"], "it[2]", "NUL"),
    ("smallint[]", [1, 70000], "it[1]", "the range of smallint"),
    ("uuid[]", [ID, None], "it[1]", "must not be None"),
    ("text[]", [["a"], ["b"]], "it[0]", "must be a str"),
    ("timestamptz[] with nulls", [None, NOON.replace(tzinfo=None)], "it[1]", "time zone"),
    ("jsonb[]", [{}, {"a": [math.nan]}], "it[1].a[0]", "finite"),
    ("jsonb[]", [{}, None], "it[1]", "must not be None"),
]


@pytest.mark.parametrize(("type_name", "value", "field", "reason"), BAD_ELEMENTS)
def test_wrong_element_is_named_by_its_index(type_name: str, value: Any, field: str, reason: str) -> None:
    with pytest.raises(ValidationError) as caught:
        TYPES[type_name].convert(value, "it")
    assert caught.value.field == field
    assert reason in caught.value.reason


def test_limit_of_a_value_is_64_mb() -> None:
    limit = 64 * 1024 * 1024
    assert TYPES["text"].convert("x" * limit, "it") == "x" * limit
    for type_name, value in [
        ("text", "x" * (limit + 1)),
        ("text", "é" * (limit // 2 + 1)),
        ("bytea", bytes(limit + 1)),
        ("text[]", ["x" * (limit // 2 + 1)] * 2),
        ("bytea[] with nulls", [None, *[bytes(limit // 2 + 1)] * 2]),
    ]:
        with pytest.raises(ValidationError, match="at most 64 MB") as caught:
            TYPES[type_name].convert(value, "it")
        assert caught.value.field == "it"


def test_limit_of_an_array_is_ten_million_elements() -> None:
    with pytest.raises(ValidationError, match="at most 10,000,000 elements"):
        TYPES["boolean[]"].convert([True] * 10_000_001, "it")


def test_array_is_a_copy() -> None:
    given_list = ["a"]
    converted = TYPES["text[]"].convert(given_list, "it")
    given_list.append("b")
    assert converted == ["a"]


@pytest.mark.parametrize(
    ("alias", "name", "oid"),
    [
        ("int", "integer", 23),
        ("int4", "integer", 23),
        ("int8", "bigint", 20),
        ("int2", "smallint", 21),
        ("float8", "double precision", 701),
        ("bool", "boolean", 16),
        ("decimal", "numeric", 1700),
        ("timestamp with time zone", "timestamptz", 1184),
        ("int8[]", "bigint[]", 1016),
        ("timestamp with time zone[] with nulls", "timestamptz[]", 1185),
    ],
)
def test_alias_is_the_same_type(alias: str, name: str, oid: int) -> None:
    assert TYPES[alias].name == name
    assert TYPES[alias].oid == oid
    assert repr(TYPES[alias]).startswith(f"<ParameterType {name}")


ANYTHING: st.SearchStrategy[Any] = st.recursive(
    st.one_of(
        st.none(),
        st.booleans(),
        st.integers(),
        st.floats(),
        st.decimals(),
        st.text(st.characters(), max_size=5),
        st.binary(max_size=5),
        st.dates(),
        st.datetimes(timezones=st.none() | st.timezones()),
        st.timedeltas(),
        st.uuids(),
        st.complex_numbers(),
        st.just(object()),
        st.just(int),
    ),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.tuples(inner)
        | st.dictionaries(st.text(max_size=3) | st.integers() | st.none(), inner, max_size=3)
        | st.frozensets(st.integers(), max_size=2)
    ),
    max_leaves=8,
)


@settings(max_examples=300, deadline=None, database=None)
@given(ANYTHING)
def test_no_value_raises_anything_else(value: Any) -> None:
    for kind in TYPES.values():
        with suppress(ValidationError):
            kind.convert(value, "it")


def test_ordinary_value_is_not_copied() -> None:
    assert TYPES["uuid"].convert(ID, "it") is ID
    assert TYPES["timestamptz"].convert(NOON, "it") is NOON
