"""What a null does at one place of a statement."""

from __future__ import annotations

from collections.abc import Iterable
from enum import IntEnum
from typing import Final, NamedTuple


class Force(IntEnum):
    """How much a use says of the value, the weakest first: the strongest of several uses counts."""

    NOTHING = 0
    """This use does not look at it."""
    USELESS = 1
    """This use has no row or match for it."""
    MEANINGFUL = 2
    NEVER = 3
    """As USELESS, for the whole statement, whatever the other uses are."""
    FORBIDDEN = 4


class Fate(NamedTuple):
    """What a null does at one place."""

    force: Force
    because: str


UNSEEN: Final = Fate(Force.NOTHING, "nothing looks at it")
STORED: Final = Fate(Force.MEANINGFUL, "it is kept as null")
ASKED: Final = Fate(Force.MEANINGFUL, "it is asked whether it is null")
REPLACED: Final = Fate(Force.MEANINGFUL, "another value takes its place")
CONDITIONAL: Final = Fate(Force.MEANINGFUL, "a condition decides whether it counts")
TAKEN: Final = Fate(Force.MEANINGFUL, "what it is given to takes nulls")
ANSWERED: Final = Fate(Force.MEANINGFUL, "it is answered")
UNLIMITED: Final = Fate(Force.MEANINGFUL, "null is no limit")
NO_MATCH: Final = Fate(Force.USELESS, "a comparison with null is never true")
NO_ROWS: Final = Fate(Force.USELESS, "of null there are no rows")
NEVER: Final = Fate(Force.NEVER, "a comparison with null is never true")


class Use(NamedTuple):
    """What a null does as a value, and what it does as an element of an array that is the value."""

    value: Fate
    elements: Fate = TAKEN


class Uses(NamedTuple):
    """The uses of a column that is read at several places."""

    values: list[Fate]
    elements: list[Fate]

    def strongest(self) -> Use:
        """The one that counts."""
        return Use(strongest(self.values), strongest(self.elements))


def forbidden(because: str) -> Fate:
    """A null is refused."""
    return Fate(Force.FORBIDDEN, because)


def strongest(fates: Iterable[Fate]) -> Fate:
    """The one that counts; of equal ones the first."""
    return max(fates, key=lambda fate: fate.force, default=TAKEN)
