"""Calls of the statements that stand beside these tests."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

from tests.fixtures.graph_server import GraphServer
from tracktion_db.graph import Cypher, GraphCall, GraphSettings
from tracktion_db.graph.call import at_most_one, count, many, nothing, one
from tracktion_db.records import Record

cypher = Cypher.load(Path(__file__).parent / "cypher")

UNIQUE = [
    "CREATE CONSTRAINT counter_uid IF NOT EXISTS FOR (n:Counter) REQUIRE n.uid IS UNIQUE",
    "CREATE CONSTRAINT counter_name IF NOT EXISTS FOR (n:Counter) REQUIRE n.name IS UNIQUE",
]


class Number(Record):
    value: int


class Echo(Record):
    text: str
    number: int
    share: float
    flag: bool
    at: datetime
    texts: list[str]
    extra: str | None
    gone: str | None


def settings_of(server: GraphServer, **overrides: Any) -> GraphSettings:
    """Settings for this server."""
    given = {"user": server.user, "password": server.password, "database": server.database, **overrides}
    return GraphSettings.from_uri(server.uri, **given)


def merge_uids(uids: list[str]) -> GraphCall[None]:
    return nothing(cypher["graph.merge_uids"], uids=uids)


def count_up(uid: str) -> GraphCall[int]:
    return count(cypher["graph.count_up"], uid=uid)


def take_name(uid: str, name: str) -> GraphCall[None]:
    return nothing(cypher["graph.take_name"], uid=uid, name=name)


def count_counters() -> GraphCall[int]:
    return count(cypher["graph.count_counters"])


def list_numbers(last: int) -> GraphCall[list[Number]]:
    return many(cypher["graph.list_numbers"], Number, last=last)


def get_number(value: int) -> GraphCall[Number]:
    return one(cypher["graph.get_number"], Number, value=value)


def get_node() -> GraphCall[Number | None]:
    return at_most_one(cypher["graph.get_node"], Number)


def work_for_seconds() -> GraphCall[int]:
    return count(cypher["graph.work_for_seconds"])


def divide(by: int) -> GraphCall[int]:
    return count(cypher["graph.divide"], by=by)


def echo(**values: object) -> GraphCall[Echo]:
    return one(cypher["graph.echo"], Echo, **values)
