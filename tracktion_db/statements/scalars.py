"""Values of single types, checked before psycopg sees them.

Needed because a binary dumper that is pinned to a type trusts its caller: it stores 2**31 as -2**31, 70000
in a smallint as 4464, "x" in a boolean as true, and meets other wrong values with a bare TypeError. Each
function gives the value to dump, of exactly the built-in class; None passes. No message holds the value.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from math import isfinite
from typing import cast
from uuid import UUID

from tracktion_db.errors import ValidationError

__all__ = [
    "LONE_SURROGATE",
    "MAX_BYTES",
    "NUL_CHARACTER",
    "convert_bigint",
    "convert_boolean",
    "convert_bytea",
    "convert_date",
    "convert_double",
    "convert_integer",
    "convert_interval",
    "convert_numeric",
    "convert_smallint",
    "convert_text",
    "convert_timestamptz",
    "convert_uuid",
]

# One value; PostgreSQL itself breaks the session at 1 GB, and a client's memory much earlier.
MAX_BYTES = 64 * 1024 * 1024
NUL_CHARACTER = "must not contain a NUL character"
LONE_SURROGATE = "must be valid Unicode: it has a lone surrogate (from os.fsdecode?)"
# A numeric's limits: digits before the point (an int16 counts them by fours) and after it.
NUMERIC_DIGITS_BEFORE = 131_072
NUMERIC_DIGITS_AFTER = 16_383
NUMERIC_BITS = 435_412
TOO_MANY_DIGITS_BEFORE = "must have at most 131,072 digits before the decimal point"


def convert_uuid(value: object, field: str) -> UUID | None:
    """uuid: a uuid.UUID."""
    if type(value) is UUID or value is None:
        return value
    if isinstance(value, UUID):
        return UUID(int=value.int)
    raise ValidationError(field, "must be a uuid.UUID")


def convert_text(value: object, field: str) -> str | None:
    """text: any str that PostgreSQL can hold, up to 64 MB as UTF-8."""
    if type(value) is not str:
        if value is None:
            return None
        if not isinstance(value, str):
            raise ValidationError(field, "must be a str")
        # The characters of a subclass (a StrEnum, a marked-up string), whatever its own __str__ says.
        value = str.__str__(value)
    if "\0" in value:
        raise ValidationError(field, NUL_CHARACTER)
    if value.isascii():
        size = len(value)
    else:
        try:
            size = len(value.encode())
        except UnicodeEncodeError:
            raise ValidationError(field, LONE_SURROGATE) from None
    if size > MAX_BYTES:
        raise ValidationError(field, "must be at most 64 MB as UTF-8")
    return value


def _integer(name: str, bits: int) -> Callable[[object, str], int | None]:
    low, high = -(1 << bits - 1), (1 << bits - 1) - 1
    reason = f"must be from {low} to {high}, the range of {name}"

    def convert(value: object, field: str) -> int | None:
        if type(value) is not int:
            if value is None:
                return None
            if not isinstance(value, int) or isinstance(value, bool):
                raise ValidationError(field, "must be an int")
            value = int.__int__(value)
        if low <= value <= high:
            return value
        raise ValidationError(field, reason)

    return convert


convert_smallint = _integer("smallint", 16)
convert_integer = _integer("integer", 32)
convert_bigint = _integer("bigint", 64)


def convert_boolean(value: object, field: str) -> bool | None:
    """boolean: True or False, nothing that is merely true or false."""
    if value is True or value is False or value is None:
        return value
    raise ValidationError(field, "must be a bool")


def convert_double(value: object, field: str) -> float | None:
    """double precision: a finite float, or an int that a float holds exactly."""
    if type(value) is not float:
        if value is None:
            return None
        if isinstance(value, float):
            value = float.__pos__(value)
        elif isinstance(value, int) and not isinstance(value, bool):
            whole = int.__int__(value)
            # 1024 bits are more than the greatest float, and float() raises above it.
            value = float(whole) if whole.bit_length() < 1024 else float("inf")
            if value != whole:
                raise ValidationError(field, "must be a number that a double precision holds exactly")
        else:
            raise ValidationError(field, "must be a float")
    if isfinite(value):
        return value
    raise ValidationError(field, "must be a finite number")


def convert_numeric(value: object, field: str) -> Decimal | None:
    """numeric: a finite Decimal or an int, within 131,072 digits before the point and 16,383 after it."""
    if value is None:
        return None
    if isinstance(value, Decimal):
        number = value if type(value) is Decimal else Decimal(value)
        if not number.is_finite():
            raise ValidationError(field, "must be a finite number")
    elif isinstance(value, int) and not isinstance(value, bool):
        whole = int.__int__(value)
        if whole.bit_length() > NUMERIC_BITS:
            raise ValidationError(field, TOO_MANY_DIGITS_BEFORE)
        number = Decimal(whole)
    else:
        raise ValidationError(field, "must be a Decimal or an int")
    # A huge exponent costs memory as soon as it is written out: looked at before anything else.
    if number and number.adjusted() >= NUMERIC_DIGITS_BEFORE:
        raise ValidationError(field, TOO_MANY_DIGITS_BEFORE)
    exponent = cast("int", number.as_tuple().exponent)
    if exponent < -NUMERIC_DIGITS_AFTER:
        raise ValidationError(field, "must have at most 16,383 digits after the decimal point")
    return number if number or exponent <= 0 else Decimal(0)


def convert_timestamptz(value: object, field: str) -> datetime | None:
    """timestamptz: an aware datetime whose UTC instant lies in the years 1 to 9999; given in UTC."""
    if type(value) is not datetime:
        if value is None:
            return None
        if not isinstance(value, datetime):
            raise ValidationError(field, "must be a datetime")
        value = _plain_datetime(value, field)
    if value.tzinfo is UTC:
        return value
    try:
        # None as well where a tzinfo is set that does not know its offset.
        if value.utcoffset() is None:
            raise ValidationError(field, "must have a time zone, such as datetime.UTC")
        return value.astimezone(UTC)
    except OverflowError:
        raise ValidationError(field, "must lie in the years 1 to 9999 in UTC") from None
    except ValidationError:
        raise
    except Exception as error:
        # A tzinfo is anybody's code; whatever it raises is about this value.
        raise ValidationError(field, "has a time zone that gives no offset") from error


def _plain_datetime(value: datetime, field: str) -> datetime:
    try:
        return datetime(
            value.year,
            value.month,
            value.day,
            value.hour,
            value.minute,
            value.second,
            value.microsecond,
            value.tzinfo,
            fold=value.fold,
        )
    except (TypeError, ValueError):
        # A "not a time" value of a data frame is a datetime by class only.
        raise ValidationError(field, "must be a datetime") from None


def convert_date(value: object, field: str) -> date | None:
    """date: a datetime.date that is not a datetime."""
    if type(value) is date or value is None:
        return value
    if isinstance(value, date) and not isinstance(value, datetime):
        return date(value.year, value.month, value.day)
    raise ValidationError(field, "must be a date without a time")


def convert_interval(value: object, field: str) -> timedelta | None:
    """interval: a timedelta; stored as days and microseconds, never as months."""
    if type(value) is timedelta or value is None:
        return value
    if isinstance(value, timedelta):
        return timedelta(value.days, value.seconds, value.microseconds)
    raise ValidationError(field, "must be a timedelta")


def convert_bytea(value: object, field: str) -> bytes | None:
    """bytea: bytes, or a bytearray, which is copied; up to 64 MB."""
    if value is None:
        return None
    if not isinstance(value, bytes | bytearray):
        raise ValidationError(field, "must be bytes")
    if len(value) > MAX_BYTES:
        raise ValidationError(field, "must be at most 64 MB")
    return b"".join((value,))
