"""Every value of every type comes back as it was sent."""

from __future__ import annotations

import math
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path
from typing import Any, cast
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.fixtures.executors import Run
from tests.statements.files import with_header, write_file
from tracktion_db import Call, Record, Statements
from tracktion_db.call import one
from tracktion_db.errors import StatementError
from tracktion_db.statements.parameter_types import BUILT_IN


class Value(Record):
    value: Any


ANY_TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))
# What is larger comes back from JSON as the whole number of its shortest notation.
JSON_NUMBERS = st.integers() | st.floats(-1e15, 1e15, allow_nan=False)
JSON = st.recursive(
    st.booleans() | JSON_NUMBERS | ANY_TEXT,
    lambda inner: (
        st.lists(st.none() | inner, max_size=4) | st.dictionaries(ANY_TEXT, st.none() | inner, max_size=4)
    ),
    max_leaves=20,
)
DAY = timedelta(days=1)
FIRST = datetime.min.replace(tzinfo=UTC)
LAST = datetime.max.replace(tzinfo=UTC) - DAY
ZONES = st.sampled_from([UTC, timezone(timedelta(hours=5, minutes=45)), timezone(-timedelta(hours=12))])


def instant(after: timedelta, zone: timezone) -> datetime:
    return (FIRST + after).astimezone(zone)


VALUES: dict[str, st.SearchStrategy[Any]] = {
    "boolean": st.booleans(),
    "bytea": st.binary(max_size=300),
    "smallint": st.integers(-(2**15), 2**15 - 1),
    "integer": st.integers(-(2**31), 2**31 - 1),
    "bigint": st.integers(-(2**63), 2**63 - 1),
    "text": ANY_TEXT,
    "double precision": st.floats(allow_nan=False, allow_infinity=False),
    "numeric": st.decimals(allow_nan=False, allow_infinity=False) | st.integers().map(Decimal),
    "date": st.dates(),
    "timestamptz": st.builds(instant, st.timedeltas(DAY, LAST - FIRST), ZONES),
    "interval": st.timedeltas(),
    "uuid": st.uuids(),
    "jsonb": JSON,
}
EXTREMES: dict[str, list[Any]] = {
    "boolean": [True, False],
    "bytea": [b"", b"\0", bytes(range(256))],
    "smallint": [-(2**15), 2**15 - 1],
    "integer": [-(2**31), 2**31 - 1, 40_000],
    "bigint": [-(2**63), 2**63 - 1, 3_000_000_000],
    "text": [
        "",
        " ",
        "'",
        '"',
        "\\",
        "%s",
        "$1",
        ":name",
        "\n\r\t",
        "é",
        "e\u0301",
        "日本",
        "🎧",
        "\x7f\ufffe",
    ],
    "double precision": [0.0, -0.0, 5e-324, 1.7976931348623157e308, -2.2250738585072014e-308, 0.1, 1 / 3],
    "numeric": [
        Decimal(0),
        Decimal("0.00"),
        Decimal("1.10"),
        Decimal("-0.000000000000000000001"),
        Decimal("9" * 1000),
        Decimal(1).scaleb(-16383),
        Decimal(1).scaleb(131071),
    ],
    "date": [date.min, date.max, date(2000, 2, 29)],
    "timestamptz": [
        FIRST,
        LAST + DAY,
        datetime(2026, 1, 1, 0, 0, 0, 1, UTC),
        datetime(1969, 12, 31, 23, 59, 59, 999_999, UTC),
        datetime(1999, 12, 31, 23, 59, 59, 999_999, UTC),
    ],
    "interval": [timedelta.min, timedelta.max, timedelta(0), timedelta(microseconds=-1), timedelta(days=40)],
    "uuid": [UUID(int=0), UUID(int=2**128 - 1)],
    "jsonb": [
        {},
        [],
        "",
        False,
        0,
        10**30,
        [None],
        {"a": {"b": [1, 2.5, None, True, "\u2028", {"": "\\u0000"}]}},
        {"nested": [[[[[[]]]]]]},
    ],
}
NAMES = [name for name, *_ in BUILT_IN]


def call_of(folder: Path, kind: str) -> Callable[[Any], Call[Value]]:
    """Answers a parameter of this type as it came."""
    answer = "to_jsonb(:value)" if kind.startswith("jsonb[]") else ":value"
    select = f"SELECT {answer} AS value;"
    write_file(folder, with_header(select, f"value: {kind} or null", returns="one songs.Value"))
    statement = Statements.load(folder)["songs.do_it"]
    return lambda value: one(statement, Value, value=value)


def is_same(sent: Any, came: Any) -> bool:
    """Equal, of one type, and equal in what equality passes over: signs of zero, trailing zeros, zones."""
    if isinstance(sent, list | tuple):
        items = cast("list[Any]", sent)
        return len(items) == len(came) and all(map(is_same, items, came))
    if isinstance(sent, dict):
        values = cast("dict[str, Any]", sent)
        return values.keys() == came.keys() and all(is_same(values[key], came[key]) for key in values)
    if isinstance(sent, Decimal):
        return sent == came and came.as_tuple().exponent == min(0, cast("int", sent.as_tuple().exponent))
    if isinstance(sent, float) and isinstance(came, float):
        return sent == came and math.copysign(1, sent) == math.copysign(1, came)
    if isinstance(sent, float):
        return sent == came  # a document's 2.0 may come back as 2
    if isinstance(sent, datetime):
        return sent == came and came.tzinfo is UTC
    return type(sent) is type(came) and sent == came


def test_every_type_is_tried_here() -> None:
    assert set(VALUES) == set(EXTREMES) == set(NAMES)


@pytest.mark.parametrize("kind", NAMES)
def test_extreme_values_and_null_come_back_as_they_were_sent(read: Run, tmp_path: Path, kind: str) -> None:
    answering = call_of(tmp_path, kind)
    for value in [*EXTREMES[kind], None]:
        assert is_same(value, read(answering(value)).value), value


@pytest.mark.parametrize("kind", NAMES)
def test_arrays_of_extreme_values_come_back_as_they_were_sent(read: Run, tmp_path: Path, kind: str) -> None:
    answering = call_of(tmp_path, f"{kind}[] with nulls")
    for array in (EXTREMES[kind], [None, *EXTREMES[kind], None], [None], [], None, tuple(EXTREMES[kind])):
        came = read(answering(array)).value
        assert is_same(array, came), array


@pytest.mark.parametrize("kind", NAMES)
def test_any_value_comes_back_as_it_was_sent(read: Run, tmp_path: Path, kind: str) -> None:
    answering = call_of(tmp_path / "one", kind)
    answering_array = call_of(tmp_path / "many", f"{kind}[] with nulls")

    @settings(max_examples=25, deadline=None)
    @given(st.lists(st.none() | VALUES[kind], max_size=8))
    def try_it(values: list[Any]) -> None:
        assert is_same(values, [answer.value for answer in read.all(*map(answering, values))])
        assert is_same(values, read(answering_array(values)).value)

    try_it()


def test_a_column_that_holds_an_array_of_documents_is_refused(read: Run, tmp_path: Path) -> None:
    for kind in ("json", "jsonb"):
        write_file(tmp_path, with_header(f"SELECT ARRAY['1']::{kind}[] AS value;", returns="one songs.Value"))
        with pytest.raises(StatementError, match="column value is an array of JSON: make it one"):
            read(one(Statements.load(tmp_path)["songs.do_it"], Value))


def test_json_is_read_like_jsonb(read: Run, tmp_path: Path) -> None:
    select = """SELECT '{"a": [1, null]}'::json AS value;"""
    write_file(tmp_path, with_header(select, returns="one songs.Value"))
    assert read(one(Statements.load(tmp_path)["songs.do_it"], Value)).value == {"a": [1, None]}
