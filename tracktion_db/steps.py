"""Calls that follow from each other's answers, as one value that both executors run. No I/O.

Where one statement cannot say it, a generator does: it yields a call, is sent its answer, and returns what
the whole answers::

    def find(text: str) -> Steps[list[Hit]]:
        def work() -> Generator[Call[Any], Any, list[Hit]]:
            terms = yield read_terms(text)
            return (yield list_hits(terms))

        return Steps("library.find", work)

    hits = db.run(find("tiesto"))

Each call is a statement of its own: outside a transaction it sees what has been committed by then.
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from typing import Any, Generic, TypeVar

from tracktion_db.call import Call

T_co = TypeVar("T_co", covariant=True)

Work = Generator[Call[Any], Any, T_co]
"""Yields calls, is sent their answers, returns the answer of the whole."""


class Steps(Generic[T_co]):
    """Some calls, one after another, ready to be run; ``T_co`` is what running them answers."""

    __slots__ = ("begin", "name")

    def __init__(self, name: str, begin: Callable[[], Work[T_co]]) -> None:
        self.name = name
        """Domain and function, as statements have it."""
        self.begin = begin
        """Begins the work anew: the same value can be run again."""

    def __repr__(self) -> str:
        # Without the values, like a call.
        return f"<Steps {self.name}>"
