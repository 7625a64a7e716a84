"""A value of a parameter is right for its type, or refused with the field's name before anything is sent."""

from __future__ import annotations

import math
import os
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from decimal import Decimal
from enum import IntEnum, StrEnum
from typing import Any, cast
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from tracktion_db.errors import ValidationError
from tracktion_db.statements.parameter_types import TYPES

ID = UUID("00000000-0000-4000-8000-000000000001")
NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)


class Status(StrEnum):
    PENDING = "pending"


class Number(IntEnum):
    SEVEN = 7


class Loud(str):
    __slots__ = ()

    def __str__(self) -> str:
        return "LOUD"


class Hours(float):
    pass


class Instant(datetime):
    pass


class Day(date):
    pass


class Span(timedelta):
    pass


class Id(UUID):
    pass


class Money(Decimal):
    pass


class Blob(bytes):
    def __bytes__(self) -> bytes:
        return b"other"


class NoOffset(tzinfo):
    def utcoffset(self, dt: datetime | None) -> timedelta | None:
        return None


class BrokenOffset(tzinfo):
    def utcoffset(self, dt: datetime | None) -> timedelta | None:
        raise LookupError("no zone for secret")


class NotATime(datetime):
    """As data frames have it."""

    @property
    def year(self) -> Any:
        return math.nan


GOOD: list[tuple[str, Any, Any]] = [
    ("uuid", ID, ID),
    ("uuid", Id(int=ID.int), ID),
    ("text", "", ""),
    ("text", "été 🎵 %", "été 🎵 %"),
    ("text", Status.PENDING, "pending"),
    ("text", Loud("quiet"), "quiet"),
    ("smallint", -32768, -32768),
    ("smallint", 32767, 32767),
    ("integer", -(2**31), -(2**31)),
    ("integer", 2**31 - 1, 2**31 - 1),
    ("integer", Number.SEVEN, 7),
    ("bigint", -(2**63), -(2**63)),
    ("bigint", 2**63 - 1, 2**63 - 1),
    ("boolean", True, True),
    ("boolean", False, False),
    ("double precision", 0.1, 0.1),
    ("double precision", -0.0, -0.0),
    ("double precision", 5e-324, 5e-324),
    ("double precision", 1.7976931348623157e308, 1.7976931348623157e308),
    ("double precision", 2**53, float(2**53)),
    ("double precision", Hours(1.5), 1.5),
    ("numeric", Decimal("12.50"), Decimal("12.50")),
    ("numeric", 10**131071, Decimal(10**131071)),
    ("numeric", Decimal("1E-16383"), Decimal("1E-16383")),
    ("numeric", Decimal("0E+999999"), Decimal(0)),
    ("numeric", Money("1.5"), Decimal("1.5")),
    ("numeric", Number.SEVEN, Decimal(7)),
    ("date", date.min, date.min),
    ("date", date.max, date.max),
    ("date", Day(2026, 11, 21), date(2026, 11, 21)),
    ("interval", timedelta.min, timedelta.min),
    ("interval", timedelta.max, timedelta.max),
    ("interval", Span(days=1), timedelta(days=1)),
    ("timestamptz", NOON, NOON),
    ("timestamptz", datetime.min.replace(tzinfo=UTC), datetime.min.replace(tzinfo=UTC)),
    ("timestamptz", datetime.max.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)),
    ("timestamptz", NOON.astimezone(ZoneInfo("Asia/Tokyo")), NOON),
    ("timestamptz", Instant(2026, 11, 21, 12, tzinfo=UTC), NOON),
    ("bytea", b"", b""),
    ("bytea", bytearray(b"\x00\xff"), b"\x00\xff"),
    ("bytea", Blob(b"own"), b"own"),
    ("text[]", [], []),
    ("text[]", ("a", Status.PENDING), ["a", "pending"]),
    ("uuid[]", [ID], [ID]),
    ("text[] with nulls", [None, "a", None], [None, "a", None]),
    ("integer[] with nulls", [], []),
    ("jsonb", {"a": [1, None]}, b'{"a":[1,null]}'),
    ("jsonb[]", [{}, "x"], [b"{}", b'"x"']),
]

BAD: list[tuple[str, Any, str]] = [
    ("uuid", str(ID), "must be a uuid.UUID"),
    ("uuid", ID.bytes, "must be a uuid.UUID"),
    ("uuid", ID.int, "must be a uuid.UUID"),
    ("text", b"secret", "must be a str"),
    ("text", 1, "must be a str"),
    ("text", ["secret"], "must be a str"),
    ("text", "secret\0", "NUL"),
    ("text", Loud("secret\0"), "NUL"),
    ("text", "secret\udc80", "lone surrogate"),
    ("text", os.fsdecode(b"secret\xff"), "lone surrogate"),
    ("smallint", 32768, "from -32768 to 32767, the range of smallint"),
    ("smallint", -32769, "the range of smallint"),
    ("smallint", 70000, "the range of smallint"),
    ("integer", 2**31, "from -2147483648 to 2147483647, the range of integer"),
    ("integer", 2**40, "the range of integer"),
    ("bigint", 2**63, "the range of bigint"),
    ("bigint", -(2**63) - 1, "the range of bigint"),
    ("bigint", 10**5000, "the range of bigint"),
    ("integer", True, "must be an int"),
    ("integer", 1.0, "must be an int"),
    ("integer", "1", "must be an int"),
    ("integer", Decimal(1), "must be an int"),
    ("boolean", 1, "must be a bool"),
    ("boolean", 0, "must be a bool"),
    ("boolean", "x", "must be a bool"),
    ("double precision", math.nan, "must be a finite number"),
    ("double precision", math.inf, "must be a finite number"),
    ("double precision", Hours("-inf"), "must be a finite number"),
    ("double precision", 2**53 + 1, "holds exactly"),
    ("double precision", 10**400, "holds exactly"),
    ("double precision", True, "must be a float"),
    ("double precision", "1.5", "must be a float"),
    ("double precision", Decimal("1.5"), "must be a float"),
    ("numeric", Decimal("NaN"), "must be a finite number"),
    ("numeric", Decimal("sNaN"), "must be a finite number"),
    ("numeric", Decimal("-Infinity"), "must be a finite number"),
    ("numeric", 10**131072, "131,072 digits before"),
    ("numeric", -(10**200000), "131,072 digits before"),
    ("numeric", Decimal("1E+131072"), "131,072 digits before"),
    ("numeric", Decimal("1E+999999999999999999"), "131,072 digits before"),
    ("numeric", Decimal("1E-16384"), "16,383 digits after"),
    ("numeric", Decimal("0E-16384"), "16,383 digits after"),
    ("numeric", 1.5, "must be a Decimal or an int"),
    ("numeric", True, "must be a Decimal or an int"),
    ("numeric", "1.5", "must be a Decimal or an int"),
    ("date", NOON, "must be a date without a time"),
    ("date", "2026-11-21", "must be a date"),
    ("interval", 60, "must be a timedelta"),
    ("timestamptz", datetime(2026, 11, 21), "must have a time zone"),  # noqa: DTZ001
    ("timestamptz", datetime(2026, 11, 21, tzinfo=NoOffset()), "must have a time zone"),
    ("timestamptz", datetime(2026, 11, 21, tzinfo=BrokenOffset()), "gives no offset"),
    ("timestamptz", datetime.max.replace(tzinfo=timezone(-timedelta(hours=5))), "years 1 to 9999"),
    ("timestamptz", datetime.min.replace(tzinfo=timezone(timedelta(minutes=1))), "years 1 to 9999"),
    ("timestamptz", NotATime(2026, 11, 21, tzinfo=UTC), "must be a datetime"),
    ("timestamptz", date(2026, 11, 21), "must be a datetime"),
    ("timestamptz", 1_700_000_000, "must be a datetime"),
    ("timestamptz", "2026-11-21T12:00:00Z", "must be a datetime"),
    ("bytea", "secret", "must be bytes"),
    ("bytea", 3, "must be bytes"),
    ("bytea", [1, 2], "must be bytes"),
    ("text[]", "secret", "must be a list or a tuple"),
    ("text[]", b"secret", "must be a list or a tuple"),
    ("text[]", {"secret"}, "must be a list or a tuple"),
    ("text[]", iter(["secret"]), "must be a list or a tuple"),
    ("uuid[]", {ID: 1}, "must be a list or a tuple"),
    ("jsonb", b"{}", "must be a dict"),
]


# Ids of their own: pytest would write some of these values out, which is what they are to prevent.
@pytest.mark.parametrize(
    ("type_name", "value", "expected"), GOOD, ids=[f"{case[0]} {index}" for index, case in enumerate(GOOD)]
)
def test_right_value_becomes_one_of_the_built_in_class(type_name: str, value: Any, expected: Any) -> None:
    converted: Any = TYPES[type_name].convert(value, "it")
    assert converted == expected
    if isinstance(converted, list):
        elements = cast("list[Any]", converted)
        assert [type(element) for element in elements if not isinstance(element, bytes)] == [
            type(element) for element in expected if not isinstance(element, bytes)
        ]
    elif type_name != "jsonb":
        assert type(converted) is type(expected)
        assert math.copysign(1, converted) == math.copysign(1, expected) if type(expected) is float else True


@pytest.mark.parametrize(
    ("type_name", "value", "reason"), BAD, ids=[f"{case[0]} {index}" for index, case in enumerate(BAD)]
)
def test_wrong_value_is_refused_without_being_shown(type_name: str, value: Any, reason: str) -> None:
    with pytest.raises(ValidationError) as caught:
        TYPES[type_name].convert(value, "it")
    assert caught.value.field == "it"
    assert reason in caught.value.reason
    assert "secret" not in str(caught.value)
    assert len(str(caught.value)) < 200
