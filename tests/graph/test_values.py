"""What goes into the graph is checked and brought into one form; what comes out is plain again."""

from __future__ import annotations

import math
import subprocess
import sys
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from enum import StrEnum
from pathlib import Path
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import neo4j.time
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracktion_db.errors import StatementError, ValidationError
from tracktion_db.graph.building import answer
from tracktion_db.graph.call import many
from tracktion_db.graph.parameter_types import TYPES
from tracktion_db.graph.values import MAX_BYTES, MAX_ROWS, Encoder
from tracktion_db.records import Record

from .cypher_files import load_file, read

INSTANT = datetime(2026, 3, 29, 2, 30, tzinfo=ZoneInfo("Europe/Paris"))
SCALARS: dict[str, st.SearchStrategy[Any]] = {
    "string": st.text() | st.uuids(),
    "integer": st.integers(-(2**63), 2**63 - 1),
    "float": st.floats(allow_nan=False, allow_infinity=False) | st.integers(-(2**63), 2**63 - 1),
    "boolean": st.booleans(),
    "datetime": st.datetimes(
        min_value=datetime(2, 1, 1),  # noqa: DTZ001
        max_value=datetime(9998, 1, 1),  # noqa: DTZ001
        timezones=st.timezones() | st.just(UTC) | st.just(timezone(timedelta(hours=-7))),
    ),
}
SCALAR = st.one_of(*SCALARS.values())
VALUE = SCALAR | st.one_of(
    *(st.lists(values) for values in SCALARS.values() if values is not SCALARS["float"])
)
KEYS = st.text(min_size=1).filter(lambda key: key != "properties" and not key.endswith("uid"))


class Role(StrEnum):
    PRIMARY = "primary"


class Instant(datetime):
    """What a library makes of datetime."""


def encode(kind: str, value: object, field: str = "value") -> Any:
    return Encoder().encode(TYPES[kind].convert, value, field)


def assert_plain(value: object) -> None:
    """Of a type that the driver sends as it is, without a zone that may crash it."""
    if isinstance(value, list | dict):
        values: Any = value.values() if isinstance(value, dict) else value  # pyright: ignore[reportUnknownVariableType, reportUnknownMemberType]
        for item in values:
            assert_plain(item)
    else:
        assert value is None or type(value) in (str, int, float, bool, datetime)
        assert not isinstance(value, datetime) or value.tzinfo is UTC


def expected(value: object) -> object:
    if isinstance(value, datetime):
        # Python compares a time that comes twice with no time of another zone.
        offset = value.utcoffset()
        assert offset is not None
        return (value.replace(tzinfo=None) - offset).replace(tzinfo=UTC)
    return str(value) if isinstance(value, UUID) else value


@pytest.mark.parametrize("kind", SCALARS)
@given(data=st.data())
def test_a_value_stays_equal_and_becomes_plain(kind: str, data: st.DataObject) -> None:
    value = data.draw(SCALARS[kind])
    encoded = encode(kind, value)
    assert_plain(encoded)
    assert encoded == (float(value) if kind == "float" else expected(value))
    assert encode(f"{kind}[]", [value, value]) == [encoded, encoded]
    assert encode(f"{kind}[]", ()) == []


@given(rows=st.lists(st.dictionaries(KEYS, VALUE, max_size=5), max_size=5))
def test_rows_and_maps_become_plain(rows: list[dict[str, object]]) -> None:
    properties = [{**row, "nothing": None} for row in rows]
    given_rows = [
        {**row, "uid": "a", "properties": inner} for row, inner in zip(rows, properties, strict=True)
    ]
    encoded = encode("map[]", given_rows)
    assert_plain(encoded)
    assert encoded is not given_rows
    assert [set(row) for row in encoded] == [set(row) for row in given_rows]
    assert encode("map", {"a": None, "uid": "x"}) == {"a": None, "uid": "x"}


@pytest.mark.parametrize(
    ("value", "instant"),
    [
        (INSTANT, datetime(2026, 3, 29, 1, 30, tzinfo=UTC)),  # in the gap: as Python reads it
        (
            datetime(2026, 10, 25, 2, 30, tzinfo=ZoneInfo("Europe/Paris")),
            datetime(2026, 10, 25, 0, 30, tzinfo=UTC),
        ),
        (
            datetime(2026, 10, 25, 2, 30, tzinfo=ZoneInfo("Europe/Paris"), fold=1),
            datetime(2026, 10, 25, 1, 30, tzinfo=UTC),
        ),
        (Instant(2026, 1, 1, tzinfo=UTC), datetime(2026, 1, 1, tzinfo=UTC)),
    ],
)
def test_an_instant_is_sent_in_utc(value: datetime, instant: datetime) -> None:
    encoded = encode("datetime", value)
    assert (encoded, type(encoded), encoded.tzinfo) == (instant, datetime, UTC)


def test_an_enum_is_sent_as_its_text() -> None:
    for encoded in (encode("string", Role.PRIMARY), encode("map", {"role": Role.PRIMARY})["role"]):
        assert encoded == "primary" and type(encoded) is str


class Zoneless(tzinfo):
    """A zone that does not know its offset."""

    def utcoffset(self, dt: datetime | None, /) -> None:
        return None


BAD: list[tuple[str, object, str, str]] = [
    ("string", 1, "value", "must be a str or a UUID"),
    ("string", None, "value", "must be a str or a UUID"),
    ("string", "geheim\ud800", "value", "lone surrogates"),
    ("string", b"geheim", "value", "must be a str or a UUID"),
    ("integer", 2**63, "value", "64 bits"),
    ("integer", -(2**63) - 1, "value", "64 bits"),
    ("integer", True, "value", "must be an int"),
    ("integer", 1.0, "value", "must be an int"),
    ("float", math.nan, "value", "finite"),
    ("float", -math.inf, "value", "finite"),
    ("float", 10**400, "value", "finite"),
    ("float", "1", "value", "must be a float"),
    ("float", True, "value", "must be a float"),
    ("boolean", 1, "value", "must be a bool"),
    ("datetime", datetime(2026, 1, 1), "value", "with a time zone"),  # noqa: DTZ001
    ("datetime", datetime(2026, 1, 1, tzinfo=Zoneless()), "value", "with a time zone"),
    ("datetime", datetime(1, 1, 1, tzinfo=timezone(timedelta(hours=1))), "value", "years 1 to 9999"),
    ("datetime", date(2026, 1, 1), "value", "must be a datetime"),
    ("string[]", "abc", "value", "must be a list or tuple"),
    ("string[]", ["a", None], "value[1]", "must be a str or a UUID"),
    ("integer[]", [1, 2.5], "value[1]", "must be an int"),
    ("map", [("a", 1)], "value", "must be a mapping"),
    ("map", {1: "geheim"}, "value.<key>", "must have a str as its key"),
    ("map", {"geheim geheim": object()}, "value.<key>", "must be a str, UUID, int"),
    ("map", {"a": {"b": 1}}, "value.a", "must be a str, UUID, int"),
    ("map", {"a": [1, None]}, "value.a", "of one type, without None"),
    ("map", {"a": [1, 2.5]}, "value.a", "of one type, without None"),
    ("map", {"a": [[1]]}, "value.a", "of one type, without None"),
    ("map", {"a": [True, 1]}, "value.a", "of one type, without None"),
    ("map", {"a": date(2026, 1, 1)}, "value.a", "must be a str, UUID, int"),
    ("map", {"uid": None}, "value.uid", "must not be None or empty"),
    ("map", {"artist_uid": ""}, "value.artist_uid", "must not be None or empty"),
    ("map", {"a\ud800": 1}, "value.<key>", "lone surrogates"),
    ("map[]", {"uid": "a"}, "value", "must be a list or tuple"),
    ("map[]", [{"uid": "a"}, {"uid": None}], "value[1].uid", "must not be None or empty"),
    ("map[]", [{"uid": "a", "title": None}], "value[0].title", "what is to be removed stands in properties"),
    ("map[]", [{"uid": "a", "other": {"b": 1}}], "value[0].other", "must be a str, UUID, int"),
    ("map[]", [{"uid": "a", "properties": {"uid": None}}], "value[0].properties.uid", "must not be None"),
    ("map[]", [{"uid": "a", "properties": {"a": {"b": 1}}}], "value[0].properties.a", "must be a str"),
    ("map[]", [{"uid": "a"}] * (MAX_ROWS + 1), "value", "at most 5,000 rows"),
    ("map[]", ["a"], "value[0]", "must be a mapping"),
]


@pytest.mark.parametrize(("kind", "value", "field", "reason"), BAD, ids=range(len(BAD)))
def test_a_bad_value_is_named_and_not_repeated(kind: str, value: object, field: str, reason: str) -> None:
    with pytest.raises(ValidationError) as caught:
        encode(kind, value)
    error = caught.value
    assert error.field == field
    assert reason in error.reason
    assert "geheim" not in f"{error}{error.__cause__}{error.__context__}"


def test_the_largest_rows_pass() -> None:
    assert len(encode("map[]", [{"uid": "a"}] * MAX_ROWS)) == MAX_ROWS


@pytest.mark.parametrize(
    "text", ["a" * MAX_BYTES, "ö" * (MAX_BYTES // 2), "\N{MUSICAL SYMBOL G CLEF}" * (MAX_BYTES // 4)]
)
def test_the_bytes_of_a_call_are_bounded(text: str) -> None:
    half = text[: len(text) // 2 - 10]
    encoder = Encoder()
    encoder.encode(TYPES["string"].convert, half, "first")
    encoder.encode(TYPES["string[]"].convert, [half], "second")
    with pytest.raises(ValidationError, match=r"third: makes the call larger than 4 MiB"):
        encoder.encode(TYPES["map[]"].convert, [{"a": "b" * 100}], "third")


@given(value=st.dictionaries(st.text(), SCALAR | st.lists(st.text())))
def test_the_bytes_are_counted_as_at_least_what_is_sent(value: dict[str, object]) -> None:
    from neo4j._codec.packstream._common import PackableBuffer
    from neo4j._codec.packstream.v1 import Packer

    encoder = Encoder()
    try:
        encoded = encoder.encode(TYPES["map"].convert, value, "value")
    except ValidationError:
        return
    plain = {key: "x" * 20 if isinstance(item, datetime) else item for key, item in encoded.items()}  # type: ignore[attr-defined]
    buffer = PackableBuffer()
    Packer(buffer).pack(plain)  # pyright: ignore[reportUnknownMemberType]
    assert len(buffer.data) <= encoder.size


CRASH = """
import sys
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo
from neo4j._codec.hydration.bolt.v2.temporal import dehydrate_datetime
from tracktion_db.graph.parameter_types import TYPES
from tracktion_db.graph.values import Encoder
start = datetime(2026, 1, 1, tzinfo=ZoneInfo("Europe/Paris"))
for hours in range(2_000):
    sent = Encoder().encode(TYPES["datetime"].convert, start + timedelta(hours=5 * hours), "at")
    dehydrate_datetime(sent)
print("survived")
"""


def test_datetimes_of_a_zone_with_summer_time_do_not_crash_the_driver() -> None:
    # The driver's encoder may end the process on the zone itself: CPython gh-125318.
    done = subprocess.run([sys.executable, "-c", CRASH], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "survived\n"), done.stderr


class Row(Record):
    value: Any


@pytest.mark.parametrize(
    ("found", "value"),
    [
        (neo4j.time.DateTime(2026, 1, 2, 3, 4, 5, 678_000), datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)),
        (
            neo4j.time.DateTime.from_native(datetime(2026, 7, 1, 12, tzinfo=timezone(timedelta(hours=2)))),
            datetime(2026, 7, 1, 10, tzinfo=UTC),
        ),
        (neo4j.time.Date(2026, 1, 2), date(2026, 1, 2)),
        ([neo4j.time.Date(2026, 1, 2), None], [date(2026, 1, 2), None]),
        ({"a": [{"b": neo4j.time.Date(2026, 1, 2)}]}, {"a": [{"b": date(2026, 1, 2)}]}),
        ("text", "text"),
        (None, None),
    ],
)
def test_what_comes_back_is_plain(tmp_path: Path, found: object, value: object) -> None:
    call = many(load_file(tmp_path, read("RETURN 1 AS value ORDER BY value")), Row)
    [row] = answer(call, ["value"], [[found]])
    if isinstance(row.value, datetime):
        assert row.value.tzinfo is UTC
        row = Row(value=row.value.replace(microsecond=0))
    assert row.value == value


@pytest.mark.parametrize(
    "found",
    [neo4j.time.Duration(hours=1), neo4j.time.Time(1, 2, 3), [neo4j.time.Duration(hours=1)], object()],
)
def test_what_is_not_plain_is_refused_with_its_column(tmp_path: Path, found: object) -> None:
    call = many(load_file(tmp_path, read("RETURN 1 AS value ORDER BY value")), Row)
    with pytest.raises(StatementError, match=r"graph\.do_it: column value is a \w+: return plain columns"):
        answer(call, ["value"], [[found]])
