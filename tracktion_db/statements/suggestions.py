"""The name that was probably meant."""

from __future__ import annotations

from collections.abc import Iterable

__all__ = ["nearest", "nearest_names"]


def nearest_names(name: str, known: Iterable[str], count: int = 3) -> list[str]:
    """The known names most like this one, best first; none if nothing is like it."""
    # Only a mistake needs difflib: a good start does not pay for its import.
    from difflib import get_close_matches

    return get_close_matches(name, list(known), n=count, cutoff=0.6)


def nearest(name: str, known: Iterable[str]) -> str | None:
    """The known name most like this one, or None."""
    return next(iter(nearest_names(name, known, 1)), None)
