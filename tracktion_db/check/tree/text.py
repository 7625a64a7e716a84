"""Node-tree text, as in ``pg_proc.prosqlbody`` and ``pg_rewrite.ev_action``, to nodes.

The grammar is that of ``src/backend/nodes/outfuncs.c``: ``{TAG :field value ...}``, lists in parentheses
(``(i``, ``(o``, ``(x`` of numbers, ``(b`` a set of them), ``<>`` for nothing, backslashes before what would
otherwise end a token. What a field means is its declaration's in ``nodes``.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import MISSING, fields
from types import NoneType, UnionType
from typing import Any, Union, cast, get_args, get_origin, get_type_hints

from . import expressions, queries
from .nodes import Node, Unknown, Value
from .queries import Query

__all__ = ["TreeError", "read_nodes", "read_queries"]

TOKEN = re.compile(r'[{}()]|"(?:[^"\\]|\\.)*"|(?:[^\s{}()\\]|\\.)+', re.DOTALL)
ESCAPED = re.compile(r"\\(.)", re.DOTALL)
NUMBERS = frozenset(("i", "o", "x"))


class TreeError(Exception):
    """A tree that is not as the declarations in ``nodes`` say; the statement counts as not understood."""


Reader = Callable[[Value], object]


def read_queries(text: str) -> tuple[Query, ...]:
    """The queries of a function body or rule. Raises TreeError for whatever is not understood."""
    queries = tuple([node for node in read_nodes(text) if isinstance(node, Query)])
    if not queries:
        raise TreeError("the server's tree holds no query")
    return queries


def read_nodes(text: str) -> tuple[Node, ...]:
    """The nodes of a tree or of a list of trees. Raises TreeError for whatever is not understood."""
    try:
        found = _Parser(TOKEN.findall(text)).value()
    except (IndexError, ValueError, RecursionError) as error:
        raise TreeError(f"the server's tree cannot be read: {type(error).__name__}") from error
    nodes: list[Node] = []
    _collect(found, nodes)
    return tuple(nodes)


class _Parser:
    def __init__(self, tokens: list[str]) -> None:
        self.tokens = tokens
        self.next = 0

    def value(self) -> Value:
        word = self.tokens[self.next]
        self.next += 1
        if word == "{":
            return self.node()
        if word == "(":
            return self.list()
        if word == "<>":
            return None
        if word[0] == '"':
            word = word[1:-1]
        return ESCAPED.sub(r"\1", word) if "\\" in word else word

    def list(self) -> Value:
        tokens = self.tokens
        first = tokens[self.next]
        if first == "b" or first in NUMBERS:
            end = tokens.index(")", self.next)
            numbers = tokens[self.next + 1 : end]
            self.next = end + 1
            return frozenset(map(int, numbers)) if first == "b" else tuple(numbers)
        values: list[Value] = []
        while tokens[self.next] != ")":
            values.append(self.value())
        self.next += 1
        return tuple(values)

    def node(self) -> Node:
        tokens = self.tokens
        tag = tokens[self.next]
        self.next += 1
        known = _KINDS.get(tag)
        given: dict[str, object] = {}
        rest: list[Node] = []
        while (word := tokens[self.next]) != "}":
            if word[0] != ":":
                raise TreeError(f"{tag} has {word} where a field's name should be")
            self.next += 1
            value = self.field_value()
            reader = known.reader(word[1:]) if known else None
            if reader is None:
                _collect(value, rest)
            else:
                try:
                    given[reader[0]] = reader[1](value)
                except (TypeError, ValueError) as error:
                    raise TreeError(f"{tag} has a {word[1:]} that is not understood") from error
        self.next += 1
        if known is None:
            return Unknown(kind=tag, rest=tuple(rest))
        missing = known.required - given.keys()
        if missing:
            raise TreeError(f"{tag} has no {min(missing)}")
        return known.make(rest=tuple(rest), **given)

    def field_value(self) -> Value:
        """A value; a constant's is a length and its bytes in brackets."""
        value = self.value()
        tokens = self.tokens
        if tokens[self.next] == "[":
            end = tokens.index("]", self.next)
            value = tuple(tokens[self.next + 1 : end])
            self.next = end + 1
        return value


def _collect(value: Value, into: list[Node]) -> None:
    if isinstance(value, Node):
        into.append(value)
    elif type(value) is tuple:
        for item in value:
            _collect(item, into)


class _Kind:
    """How one class of node is made from fields in the server's spelling."""

    def __init__(self, kind: type[Node]) -> None:
        hints = get_type_hints(kind)
        declared = [field for field in fields(kind) if field.name != "rest"]
        self.make: Callable[..., Node] = kind
        self.required = frozenset(field.name for field in declared if field.default is MISSING)
        self._readers = {
            field.name.replace("_", ""): (field.name, _reader(hints[field.name])) for field in declared
        }
        self._by_spelling: dict[str, tuple[str, Reader] | None] = {}

    def reader(self, name: str) -> tuple[str, Reader] | None:
        """The field and how it is read; None for one that is not declared."""
        try:
            return self._by_spelling[name]
        except KeyError:
            found = self._by_spelling[name] = self._readers.get(name.lower().replace("_", ""))
            return found


def _integer(value: Value) -> int:
    if not isinstance(value, str):
        raise TypeError
    return int(value)


def _boolean(value: Value) -> bool:
    if value not in ("true", "false"):
        raise TypeError
    return value == "true"


def _string(value: Value) -> str:
    if value is None:
        return ""
    if not isinstance(value, str):
        raise TypeError
    return value


def _numbers(value: Value) -> frozenset[int]:
    if not isinstance(value, frozenset):
        raise TypeError
    return value


_ATOMS: dict[Any, Reader] = {
    int: _integer,
    bool: _boolean,
    str: _string,
    frozenset[int]: _numbers,
    Any: lambda value: value,
}


def _reader(hint: Any) -> Reader:
    if hint in _ATOMS:
        return _ATOMS[hint]
    if get_origin(hint) in (Union, UnionType):
        (inner,) = [choice for choice in get_args(hint) if choice is not NoneType]
        read = _reader(inner)
        return lambda value: None if value is None else read(value)
    if get_origin(hint) is tuple:
        item = _reader(get_args(hint)[0])

        def read_all(value: Value) -> tuple[object, ...]:
            if value is None:
                return ()
            if type(value) is not tuple:
                raise TypeError
            return tuple([item(part) for part in value])

        return read_all
    kind = cast("type[Node]", hint)

    def read_node(value: Value) -> Node:
        if not isinstance(value, kind):
            raise TypeError
        return value

    return read_node


_KINDS = {
    kind.tag: _Kind(kind)
    for module in (queries, expressions)
    for kind in vars(module).values()
    if isinstance(kind, type) and issubclass(kind, Node) and kind.__module__ == module.__name__
}
