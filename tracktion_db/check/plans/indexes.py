"""A filter, a join or an order that no index can serve, as findings: with the index that would.

Without statistics: the verdict is the same on an empty database as on a full one. So it cannot know that a
table is small or is read whole on purpose; whoever does says so in the statement's header.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

import psycopg

from tracktion_db.call import many
from tracktion_db.check.findings import Finding
from tracktion_db.check.plans.index_keys import IndexKey, IndexKeys, conjuncts, mentions, without_alias
from tracktion_db.check.plans.plan import explain
from tracktion_db.check.plans.unserved import Unserved, unserved_in_all
from tracktion_db.check.reading.analysis import Analysed
from tracktion_db.check.reading.server import ServerCatalog
from tracktion_db.check.reading.session import Session
from tracktion_db.check.reading.statements import sql
from tracktion_db.records import Record

__all__ = ["check_indexes"]

WAIVE: Final = "where the table stays small or this is on purpose, say why: -- :waive index: reason"
PROBLEMS: Final = {
    "filter": "no index can serve this filter of {}",
    "join": "no index can serve this join of {}",
    "order": "no index can serve this order of {}: every page sorts the whole table",
    "full read": "{} is read whole: nothing bounds how much",
}
PARAMETER: Final = re.compile(r"\$([0-9]+)")
SWITCHED_OFF: Final = re.compile(r"\(\$[0-9]+ IS NULL\) OR | OR \(\$[0-9]+ IS NULL\)")
COMPARISON: Final = re.compile(r"(?P<left>.+?) (?P<operator>=|<|<=|>|>=|~~|@>|<@|&&)(?: ANY)? (?P<right>.+)")
CAST: Final = re.compile(r"\((?P<column>[\w\"]+)\)::(?P<type>.+)")
# Other keys stand in brackets of their own.
PLAIN_KEY: Final = re.compile(r"[\w\"]+(?:\(.*\))?")
NOT_BTREE: Final = frozenset(("@>", "<@", "&&"))


class Partition(Record):
    """A partition, and the table that it is a part of in the end."""

    namespace: str
    name: str
    whole: str


def check_indexes(analysed: Analysed, connection: psycopg.Connection[Any]) -> Iterator[Finding]:
    """What the statement reads without an index to find it by."""
    types = [
        known.name if (known := analysed.server.type(oid)) else "unknown"
        for oid in analysed.prepared.parameters
    ]
    plans = explain(connection, analysed.sql, types)
    for item in unserved_in_all(plans, analysed.server.part(_index_keys)):
        table = _table(analysed.server, item)
        yield analysed.finding(
            "index",
            _place(analysed, item, table),
            PROBLEMS[item.kind].format(table),
            f"{_instead(item, table)}; {WAIVE}",
            server=_in_names(analysed, item.condition) or None,
        )


def _index_keys(session: Session, _: ServerCatalog) -> IndexKeys:
    return IndexKeys(session.run(many(sql["check.list_index_keys"], IndexKey)))


def _wholes(session: Session, _: ServerCatalog) -> dict[tuple[str, str], str]:
    """The partitioned table of each partition, by schema and name."""
    partitions = session.run(many(sql["check.list_partitions"], Partition))
    return {(known.namespace, known.name): known.whole for known in partitions}


def _table(server: ServerCatalog, item: Unserved) -> str:
    """The table as migrations know it: of a partition the partitioned one."""
    return server.part(_wholes).get((item.schema, item.relation), item.relation)


def _place(analysed: Analysed, item: Unserved, table: str) -> int:
    found = PARAMETER.search(item.condition)
    if found and (parameter := analysed.parameter(int(found[1]))):
        return analysed.places.parameter(parameter.name)
    if item.kind == "order" and (orders := analysed.places.top_words("ORDER", "BY")):
        return orders[-1]
    named = analysed.places.name(table)
    return analysed.places.name(item.alias) if named == analysed.places.start else named


def _in_names(analysed: Analysed, condition: str) -> str:
    """The condition with the parameters by their names."""

    def name(found: re.Match[str]) -> str:
        parameter = analysed.parameter(int(found[1]))
        return f":{parameter.name}" if parameter else found[0]

    return PARAMETER.sub(name, condition)


def _instead(item: Unserved, table: str) -> str:
    """What to write, or the index to make, where that is simple."""
    if item.kind == "full read":
        return "add a condition that an index serves, or ORDER BY an index with a LIMIT"
    if item.kind == "order":
        return f"make an index: CREATE INDEX ON {table} ({without_alias(item.condition, item.alias)})"
    if SWITCHED_OFF.search(item.condition):
        return "write one statement with the condition and one without: any plan for both reads all rows"
    for part in conjuncts(item.condition):
        found = COMPARISON.fullmatch(part)
        sides = (found["left"], found["right"]) if found else ()
        own = [side for side in sides if mentions(side, item.alias)]
        if found is None or len(own) != 1 or not _is_whole(own[0]):
            continue
        key = without_alias(own[0], item.alias)
        if cast := CAST.fullmatch(key):
            return f"compare {cast['column']} without the cast"
        if found["operator"] in NOT_BTREE:
            return f"make an index: CREATE INDEX ON {table} USING gin ({key})"
        if found["operator"] == "~~":
            return f"make an index on {key} that serves LIKE (gin with gin_trgm_ops)"
        return f"make an index: CREATE INDEX ON {table} ({key if PLAIN_KEY.fullmatch(key) else f'({key})'})"
    return f"make an index on what it compares of {table}"


def _is_whole(key: str) -> bool:
    """Whether this side of a comparison is an expression of its own, which an index may be on."""
    return key.count("(") == key.count(")") and not key.startswith(("(NOT", "NOT "))
