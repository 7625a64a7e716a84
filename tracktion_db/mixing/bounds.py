"""What callers give, checked before anything is sent: each refusal is a ValidationError with the field.

Only ``require_each`` comes later, when the graph has answered: what does not exist is a NotFound.
"""

from __future__ import annotations

import re
from collections.abc import Container, Mapping, Sequence

from tracktion_db.errors import NotFound, ValidationError

__all__ = [
    "require_bool",
    "require_different",
    "require_each",
    "require_int",
    "require_number",
    "require_uid",
    "require_uids",
]

_MOST_CHARACTERS = 2_000
_SURROGATES = re.compile("[\ud800-\udfff]")


def require_int(field: str, value: object, least: int, most: int) -> None:
    """Refuse whatever is not a whole number within these limits."""
    if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
        raise ValidationError(field, f"must be an int from {least:,} to {most:,}")


def require_bool(field: str, value: object) -> None:
    """Refuse whatever is not True or False."""
    if not isinstance(value, bool):
        raise ValidationError(field, "must be a bool")


def require_number(field: str, value: object, least: float, most: float) -> None:
    """Refuse whatever is not a number within these limits, NaN included."""
    # NaN is within no limits.
    if isinstance(value, bool) or not isinstance(value, int | float) or not least <= value <= most:
        raise ValidationError(field, f"must be a number from {least:,} to {most:,}")


def require_uid(field: str, value: object) -> None:
    """Refuse what cannot be the uid of a node."""
    if not isinstance(value, str) or not 0 < len(value) <= _MOST_CHARACTERS:
        raise ValidationError(field, f"must be a str of 1 to {_MOST_CHARACTERS:,} characters")
    if not value.isascii() and _SURROGATES.search(value):
        # Sending refuses it as well, by the name of the statement's parameter: here it is the caller's.
        raise ValidationError(field, "must be text without lone surrogates")


def require_uids(field: str, values: Sequence[str], most: int, *, least: int = 0) -> None:
    """Refuse a list that is too short, too long, or holds what cannot be a uid."""
    if isinstance(values, str) or not least <= len(values) <= most:
        raise ValidationError(field, f"must be a list of {least:,} to {most:,}")
    for number, value in enumerate(values):
        require_uid(f"{field}[{number}]", value)


def require_different(field: str, value: str, other: str) -> None:
    """Refuse going from something to itself."""
    if value == other:
        raise ValidationError(field, "must be another one than the first")


def require_each(what: str, uids: Mapping[str, str], known: Container[str], *, statement: str) -> None:
    """Raise NotFound unless all uids, by the names of the caller's arguments, are known; it has the name."""
    for argument, uid in uids.items():
        if uid not in known:
            raise NotFound(f"{argument}: there is no such {what} in the graph", statement=statement)
