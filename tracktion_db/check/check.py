"""All rules over statements: what they find, what their authors waived, and what was not understood."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, cast

import psycopg

from tracktion_db.check.findings import Finding
from tracktion_db.check.owners import check_owner
from tracktion_db.check.parameters.contract import check_parameters
from tracktion_db.check.plans.indexes import check_indexes
from tracktion_db.check.portability import check_schema_name, check_write_functions
from tracktion_db.check.reach.read_only import check_read_only
from tracktion_db.check.reading.analysis import Analysed, analyse
from tracktion_db.check.reading.server import ServerCatalog
from tracktion_db.check.reading.session import Session
from tracktion_db.check.records.columns import check_columns, check_types
from tracktion_db.check.records.nullable import check_never_null, check_nullable
from tracktion_db.check.records.record import check_record
from tracktion_db.check.rows.cardinality import check_cardinality
from tracktion_db.check.rows.keyset import check_keyset
from tracktion_db.check.rows.order import check_order
from tracktion_db.check.traps import TRAPS
from tracktion_db.check.tree import TreeError
from tracktion_db.check.waiving import Waived, check_waivers, waive
from tracktion_db.statements import Statement

__all__ = ["RULES_OF_STATEMENTS", "Checked", "Note", "Rule", "check", "check_all"]

Rule = Callable[[Analysed], Iterator[Finding]]
# The server's own are about a plan: values that are null, a role without rights on a table.
NOT_UNDERSTOOD: Final = (TreeError, RecursionError, psycopg.DataError, psycopg.ProgrammingError)
Given = Mapping[str, Statement] | Iterable[Statement]

RULES_OF_STATEMENTS: Final[tuple[Rule, ...]] = (
    check_record,
    check_columns,
    check_types,
    check_nullable,
    check_parameters,
    check_cardinality,
    check_read_only,
    check_order,
    check_keyset,
    *TRAPS,
    check_owner,
    check_schema_name,
    check_write_functions,
)


@dataclass(frozen=True, slots=True)
class Note:
    """What was not understood of a statement: it may be wrong there without a finding."""

    statement: str
    path: str
    text: str

    def __str__(self) -> str:
        return f"{self.path}: not checked in full: {self.text}"


@dataclass(frozen=True, slots=True)
class Checked:
    """What a check came to; each list in the order of paths and lines."""

    statements: int
    """How many statements were given."""
    findings: list[Finding]
    waived: list[Waived]
    notes: list[Note]
    server_version: str
    """As in ``18.6``."""
    graph_server: str | None = None
    """As it calls itself, such as ``Neo4j/5.26.30``; None where no Cypher was checked."""


def check(statements: Given, connection: psycopg.Connection[Any]) -> list[Finding]:
    """What is wrong with these statements, sorted by path and line; nothing, if all is well.

    The connection's database must have all their tables. Nothing is executed, and nothing stays: what is
    done is rolled back, in a transaction of its own or in a savepoint of the open one. Records are found
    among the classes that are imported. Waived findings are left out; ``check_all`` answers them too.

    Raises UsageError for a connection that is closed, busy, in a failed transaction or in pipeline mode,
    and for a role without the right to make temporary functions; psycopg's errors when the connection is
    lost or a timeout of the session ends the work.
    """
    return check_all(statements, connection).findings


def check_all(
    statements: Given, connection: psycopg.Connection[Any], *, beside: Iterable[Statement] = ()
) -> Checked:
    """The same, with the waived findings and with what was not understood.

    Of the statements of ``beside`` nothing is said, but they count as users of the records that they answer.
    """
    given = _listed(statements)
    records = {statement.record for statement in given if statement.record}
    with Session.open(connection) as session:
        server = ServerCatalog(session)
        outcomes: list[_Outcome] = []
        notes: list[Note] = []
        for statement in given:
            if lack := server.lack_of(statement):
                notes.append(Note(statement.name, statement.source.path, lack))
            else:
                outcomes.append(_Outcome(statement, analyse(session, server, statement)))
        others = [analyse(session, server, other) for other in beside if other.record in records]
        for outcome in outcomes:
            outcome.judge(connection)
        by_name = {outcome.statement.name: outcome for outcome in outcomes}
        understood = [outcome.analysed for outcome in outcomes if isinstance(outcome.analysed, Analysed)]
        for finding in check_never_null(understood, [one for one in others if isinstance(one, Analysed)]):
            by_name[cast("str", finding.statement)].found.append(finding)
        for outcome in outcomes:
            outcome.settle()
    return Checked(
        statements=len(given),
        findings=sorted((one for outcome in outcomes for one in outcome.found), key=_place),
        waived=sorted(
            (one for outcome in outcomes for one in outcome.waived), key=lambda one: _place(one.finding)
        ),
        notes=sorted(
            (*notes, *(note for outcome in outcomes for note in outcome.notes)), key=lambda note: note.path
        ),
        # Debian and others add words of their own.
        server_version=(connection.info.parameter_status("server_version") or "").partition(" ")[0],
    )


@dataclass(slots=True)
class _Outcome:
    """What came of one statement."""

    statement: Statement
    analysed: Analysed | Finding
    found: list[Finding] = field(default_factory=list[Finding])
    waived: list[Waived] = field(default_factory=list[Waived])
    notes: list[Note] = field(default_factory=list[Note])

    def judge(self, connection: psycopg.Connection[Any]) -> None:
        """Apply the rules that look at one statement."""
        if isinstance(self.analysed, Finding):
            self.found.append(self.analysed)
            return
        if self.analysed.note is not None:
            self.note(self.analysed.note)
        for rule in RULES_OF_STATEMENTS:
            self.found += self.found_by(rule.__name__, rule(self.analysed))
        self.found += self.found_by("check_indexes", check_indexes(self.analysed, connection))

    def settle(self) -> None:
        """Take out what is waived, once all is found."""
        if isinstance(self.analysed, Analysed):
            own = list(
                check_waivers(
                    self.statement.source,
                    self.statement.waivers,
                    self.found,
                    statement=self.statement.name,
                    understood=not self.notes,
                )
            )
            left, self.waived = waive(self.found, self.statement.waivers)
            self.found = [*left, *own]

    def found_by(self, rule: str, findings: Iterable[Finding]) -> Iterator[Finding]:
        # What a rule found before it met what it does not understand stays, and so do the other rules.
        try:
            yield from findings
        except NOT_UNDERSTOOD as error:
            self.note(f"{rule}: {type(error).__name__}: {error}".strip())

    def note(self, text: str) -> None:
        self.notes.append(Note(self.statement.name, self.statement.source.path, text))


def _listed(statements: Given) -> list[Statement]:
    if isinstance(statements, Mapping):
        return list(cast("Mapping[str, Statement]", statements).values())
    return list(statements)


def _place(finding: Finding) -> tuple[str, int, int, str, str]:
    return finding.path, finding.line, finding.column, finding.rule, finding.problem
