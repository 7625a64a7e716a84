"""Which conditions the indexes of a table serve, by what the server prints of both."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

from tracktion_db.records import Record

__all__ = ["IndexKey", "IndexKeys", "conjuncts", "is_only_not_null", "mentions", "without_alias"]

# Strings and quoted names are passed over; brackets are counted.
TOKEN: Final = re.compile(r"""'(?:[^']|'')*'|"(?:[^"]|"")*"|[()]| AND """)
NOT_NULL: Final = re.compile(r"\(?[^()]+ IS NOT NULL\)?")
COMPARED: Final = r"(?:=|<|<=|>|>=|= ANY)"


class IndexKey(Record):
    """What an index is sorted by."""

    namespace: str
    name: str
    relation: str
    first_key: str | None
    """The first key of a btree, as the server prints it; None for others, whose keys are all as good."""
    predicate: str | None
    """What holds for every row in a partial index, as the server prints it."""


class IndexKeys:
    """The indexes of a database."""

    def __init__(self, keys: Iterable[IndexKey] = ()) -> None:
        self._named: dict[tuple[str, str], IndexKey] = {}
        self._of: dict[tuple[str, str], list[IndexKey]] = {}
        for key in keys:
            self._named[key.namespace, key.name] = key
            self._of.setdefault((key.namespace, key.relation), []).append(key)

    def predicate(self, namespace: str, name: str) -> str | None:
        """What this index is restricted to, unless that is no more than not being null."""
        key = self._named.get((namespace, name))
        return None if key is None or is_only_not_null(key.predicate or "") else key.predicate

    def serve(self, namespace: str, name: str, alias: str, condition: str) -> bool:
        """Whether this index finds rows by this condition, which the planner gave it, and not only filters.

        A btree on (recording_id, key) takes ``key = $1`` as its condition too, and is read from end to end.
        Another index of the table will do: while both are empty the planner may take the wrong one.
        """
        used = self._named.get((namespace, name))
        if used is None or used.first_key is None:
            return True
        whole = [key for key in self._of[namespace, used.relation] if key.predicate is None]
        bare = without_alias(condition, alias)
        return any(
            key.first_key is not None
            and re.search(rf'(?<![\w.$"]){_pattern(key.first_key)}(?![\w.$"(])', bare)
            for key in (used, *whole)
        )

    def could_serve(self, namespace: str, relation: str, alias: str, condition: str) -> bool:
        """Whether an index of this table would find rows by a plain comparison in this condition.

        The planner leaves an index alone when it thinks that all rows match anyway, as in a table of one row.
        """
        for part in conjuncts(condition):
            if len(_of(alias).findall(part)) != 1:
                continue
            bare = without_alias(part, alias)
            for key in self._of.get((namespace, relation), ()):
                if key.predicate is not None:
                    if bare in conjuncts(key.predicate) and not is_only_not_null(key.predicate):
                        return True
                elif key.first_key is not None:
                    own = _pattern(key.first_key)
                    if re.fullmatch(rf"{own} {COMPARED} .+|.+ (?:=|<|<=|>|>=) {own}", bare):
                        return True
        return False


def conjuncts(condition: str) -> list[str]:
    """The conditions that AND connects in this one, without the brackets around each."""
    condition = _without_brackets(condition)
    parts = list(_parts(condition))
    return [_without_brackets(part) for part in parts]


def is_only_not_null(condition: str) -> bool:
    """Whether it says no more than that something is not null, which many a comparison says too."""
    return bool(condition) and all(NOT_NULL.fullmatch(part) for part in conjuncts(condition))


def mentions(condition: str, alias: str) -> bool:
    """Whether a column of this table is in the condition."""
    return _of(alias).search(condition) is not None


def without_alias(condition: str, alias: str) -> str:
    """The condition with the bare names of this table's columns, as an index definition has them."""
    return _of(alias).sub("", condition)


def _of(alias: str) -> re.Pattern[str]:
    quoted = '"' + alias.replace('"', '""') + '"'
    return re.compile(rf'(?<![\w.$"])(?:{re.escape(alias)}|{re.escape(quoted)})\.')


def _pattern(key: str) -> str:
    # An expression has brackets of its own in an index, and may have them in a condition.
    inner = re.escape(_without_brackets(key))
    return rf"(?:{inner}|\({inner}\))"


def _parts(condition: str) -> Iterator[str]:
    depth = start = 0
    for found in TOKEN.finditer(condition):
        if found.group() == "(":
            depth += 1
        elif found.group() == ")":
            depth -= 1
        elif found.group() == " AND " and depth == 0:
            yield condition[start : found.start()]
            start = found.end()
    yield condition[start:]


def _without_brackets(condition: str) -> str:
    """Without the pair of brackets that is around all of it."""
    while condition.startswith("("):
        depth = 0
        for found in TOKEN.finditer(condition):
            depth += {"(": 1, ")": -1}.get(found.group(), 0)
            if depth == 0 and found.group() == ")":
                if found.end() < len(condition):
                    return condition
                condition = condition[1:-1]
                break
        else:
            return condition
    return condition
