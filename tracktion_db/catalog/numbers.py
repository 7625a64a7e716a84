"""Numbers of callers: exact, finite, and never in exponent notation, which text searches would not find."""

from __future__ import annotations

from decimal import Decimal

from tracktion_db.errors import ValidationError

MOST_DIGITS = 1000
"""Before and after the decimal point: a huge exponent would cost memory as soon as it is written out."""


def to_decimal(name: str, value: object) -> Decimal:
    """The number as Python writes it: 0.1 is 0.1. Raises ValidationError for what is no finite number."""
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        raise ValidationError(name, "must be an int, a float or a Decimal")
    if isinstance(value, float):
        # float's own: a subclass may write itself otherwise.
        number = Decimal(float.__repr__(value))
    elif isinstance(value, int):
        if value.bit_length() > 4 * MOST_DIGITS:
            raise _too_long(name)
        number = Decimal(int(value))
    else:
        number = Decimal(value)
    if not number.is_finite():
        raise ValidationError(name, "must be a finite number")
    if abs(number.adjusted()) > MOST_DIGITS or len(number.as_tuple().digits) > MOST_DIGITS:
        raise _too_long(name)
    return number


def number_text(name: str, value: float | Decimal) -> str:
    """The number in plain decimal notation, with all its digits."""
    return format(to_decimal(name, value), "f")


def _too_long(name: str) -> ValidationError:
    return ValidationError(name, f"must have at most {MOST_DIGITS:,} digits")
