"""Calls of the graph that follow from each other's answers, as one value that both executors run. No I/O.

Where one statement cannot say it, a generator does: it yields a call, is sent its answer, and returns what
the whole answers. A tuple of calls is one transaction; its answers come as a tuple::

    def work() -> GraphWork[list[Suggestion]]:
        recording = yield get_recording(uid)
        faster, slower = yield list_faster(recording), list_slower(recording)
        return ranked(faster, slower)

    suggestions = graph.run(GraphSteps("mixing.what_mixes_after", work))

Each yield is a transaction of its own, which sees what has been committed by then and is repeated by itself
where ``Graph.run`` repeats a call.
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from typing import Any, Generic, TypeVar

from .call import GraphCall

__all__ = ["GraphSteps", "GraphWork", "only_reads"]

T_co = TypeVar("T_co", covariant=True)

Asked = GraphCall[Any] | tuple[GraphCall[Any], ...]
GraphWork = Generator[Asked, Any, T_co]
"""Yields calls, is sent their answers, returns the answer of the whole."""


class GraphSteps(Generic[T_co]):
    """Some calls of the graph, one after another, ready to be run; ``T_co`` is what running them answers."""

    __slots__ = ("begin", "name")

    def __init__(self, name: str, begin: Callable[[], GraphWork[T_co]]) -> None:
        self.name = name
        """Domain and function, as statements have it."""
        self.begin = begin
        """Begins the work anew: the same value can be run again."""

    def __repr__(self) -> str:
        # Without the values, like a call.
        return f"<GraphSteps {self.name}>"


def only_reads(calls: tuple[GraphCall[Any], ...]) -> bool:
    """Whether none of these calls writes."""
    return all(call.statement.reads_only for call in calls)
