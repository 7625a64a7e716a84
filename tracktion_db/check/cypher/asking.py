"""Asking a graph server how it would run a statement: EXPLAIN, in a transaction that is rolled back."""

from __future__ import annotations

import re
from collections.abc import Generator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any, Final, LiteralString, NamedTuple, cast

import neo4j
from neo4j.exceptions import ClientError, Neo4jError

from tracktion_db.check.cypher.plans import Plan, read_neo4j_plan, read_text_plan
from tracktion_db.graph.conversation import DRIVER_ERRORS, driver_options
from tracktion_db.graph.settings import GraphSettings
from tracktion_db.graph.statement import CypherStatement
from tracktion_db.graph.translation import translated

__all__ = ["Asked", "Refusal"]

EXPLAIN: Final = "EXPLAIN "
PLACE: Final = re.compile(r"\s*\(line \d+, column \d+ \(offset: (\d+)\)\)")
# A value of each type: the server compares their types with what the statement does with them.
SAMPLES: Final[dict[str, object]] = {
    "string": "text",
    "integer": 1,
    "float": 1.5,
    "boolean": True,
    "datetime": datetime(2000, 1, 1, tzinfo=UTC),
    "map": {},
}


class Refusal(NamedTuple):
    """What the server says of a statement that it does not take; ``offset`` is a place in the file."""

    offset: int
    words: str


class Asked:
    """One server, for as long as the block of ``open`` runs."""

    def __init__(self, driver: neo4j.Driver, settings: GraphSettings) -> None:
        self._driver = driver
        self._database = settings.database
        self.agent: Final = str(driver.get_server_info().agent)  # pyright: ignore[reportUnknownMemberType]
        """As the server calls itself, such as ``Neo4j/5.26.30``."""
        self.is_embedded: Final = "arcadedb" in self.agent.lower()
        """Whether it is the embedded one, which says little of its plans."""

    @classmethod
    @contextmanager
    def open(cls, settings: GraphSettings) -> Generator[Asked]:
        """Connect. Raises Unavailable, TimedOut, also in the block where the server goes away."""
        try:
            with neo4j.GraphDatabase.driver(  # pyright: ignore[reportUnknownMemberType]
                settings.uri, **driver_options(settings)
            ) as driver:
                yield cls(driver, settings)
        except DRIVER_ERRORS as error:
            raise translated(error, None, reads_only=True, timed_out=False) from error

    def plan(self, statement: CypherStatement) -> Plan | Refusal:
        """How the server would run it; nothing is executed."""
        values = {parameter.name: _sample(parameter.type.name) for parameter in statement.parameters}
        try:
            columns, summary = self._explain(EXPLAIN + statement.text, values)
        except ClientError as error:
            return self._refusal(statement, error)
        plan = cast("dict[str, Any] | None", summary.plan)  # pyright: ignore[reportUnknownMemberType]
        if self.is_embedded:
            return read_text_plan(str((plan or {}).get("args", {}).get("string-representation", "")))
        return read_neo4j_plan(columns, plan, summary.query_type)

    def _explain(self, text: str, values: dict[str, object]) -> tuple[list[str], neo4j.ResultSummary]:
        with (
            self._driver.session(  # pyright: ignore[reportUnknownMemberType]
                database=self._database, default_access_mode=neo4j.READ_ACCESS
            ) as session,
            session.begin_transaction() as transaction,
        ):
            result = transaction.run(cast("LiteralString", text), values)
            columns = list(result.keys())
            return columns, result.consume()

    def _refusal(self, statement: CypherStatement, error: Neo4jError) -> Refusal:
        words = (error.message or "").partition("\n")[0]
        start = code_start(statement)
        if found := PLACE.search(words):
            sent = len(EXPLAIN) + len(statement.text) - len(code_of(statement))
            start += max(0, int(found.group(1)) - sent)
            words = PLACE.sub("", words)
        return Refusal(start, f"{words} ({error.code})")


def code_of(statement: CypherStatement) -> str:
    """The code as it stands in the file."""
    return statement.text.partition("*/ ")[2]


def code_start(statement: CypherStatement) -> int:
    """Where the code begins in the file."""
    return statement.source.text.rfind(code_of(statement))


def _sample(name: str) -> object:
    base = name.removesuffix("[]")
    return [SAMPLES[base]] if base != name else SAMPLES[base]
