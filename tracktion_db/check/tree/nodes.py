"""What all nodes of an analysed query have in common; ``queries`` and ``expressions`` declare them.

They have the server's own names in Python's spelling: ``targetList`` of ``struct Query`` is
``Query.target_list``. A field is found by its name, never by its place, so that a new field of a later
PostgreSQL is nothing new here, and one that went away is ``TreeError`` when it has no default. Meanings:
``parsenodes.h`` and ``primnodes.h`` of PostgreSQL. Not taken over are places in the text (stored trees have
none since PostgreSQL 17) and what only the planner or ruleutils need.

Nodes are compared by value, so that the same expression at two places is equal.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields
from functools import cache
from typing import ClassVar, Union, cast

Value = Union[None, str, frozenset[int], tuple["Value", ...], "Node"]


@dataclass(frozen=True, slots=True)
class Node:
    """One node; ``rest`` are the nodes below it that stand in fields which are not declared."""

    tag: ClassVar[str]

    rest: tuple[Node, ...] = ()

    def children(self) -> Iterator[Node]:
        """The nodes directly below, in the order of the declared fields."""
        for name in _field_names(type(self)):
            value = getattr(self, name)
            if isinstance(value, Node):
                yield value
            elif isinstance(value, tuple):
                yield from _nodes_in(cast("tuple[Value, ...]", value))

    def walk(self) -> Iterator[Node]:
        """This node and every one below it, parents first."""
        waiting: list[Node] = [self]
        while waiting:
            node = waiting.pop()
            yield node
            waiting.extend(reversed(list(node.children())))


@cache
def _field_names(kind: type[Node]) -> tuple[str, ...]:
    return tuple([field.name for field in fields(kind)])


def _nodes_in(values: tuple[Value, ...]) -> Iterator[Node]:
    for value in values:
        if isinstance(value, Node):
            yield value
        elif isinstance(value, tuple):
            yield from _nodes_in(value)


@dataclass(frozen=True, slots=True)
class Unknown(Node):
    """A node of a kind that no rule knows; what is below it is in ``rest``."""

    tag: ClassVar[str] = ""
    kind: str = ""
