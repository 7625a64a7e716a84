"""All rules over Cypher statements: what they find, what is waived, and what the server does not show."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from types import ModuleType
from typing import Final

from tracktion_db.check.check import Checked, Note
from tracktion_db.check.cypher.asking import Asked, Refusal, code_start
from tracktion_db.check.cypher.plans import Plan, Scan
from tracktion_db.check.findings import Finding, finding_at
from tracktion_db.check.records.columns import differences
from tracktion_db.check.records.record import find_records, record_problem
from tracktion_db.check.waiving import Waived, check_waivers, waive
from tracktion_db.graph import Cypher, CypherStatement, GraphSettings
from tracktion_db.graph.header import read_header
from tracktion_db.statements.header import Shape

__all__ = ["check_cypher", "cypher_of"]

COUNT: Final = "count"


def check_cypher(statements: Mapping[str, CypherStatement], settings: GraphSettings) -> Checked:
    """What is wrong with these statements on this server, which should have the graph's migrations.

    Nothing is executed, nothing stays. Records are found among the classes that are imported. Raises
    Unavailable and TimedOut.
    """
    findings: list[Finding] = []
    waived: list[Waived] = []
    notes: list[Note] = []
    with Asked.open(settings) as asked:
        for statement in statements.values():
            plan = asked.plan(statement)
            if isinstance(plan, Refusal):
                refused = _finding(statement, "prepare", plan.offset, "the server refuses it", plan.words)
                findings.append(refused)
                continue
            if unseen := _unseen(statement, plan):
                text = f"{asked.agent} does not show {unseen}"
                notes.append(Note(statement.name, statement.source.path, text))
            found = [*_record(statement), *_columns(statement, plan), *_access(statement, plan)]
            found += _scans(statement, plan)
            own = check_waivers(
                statement.source,
                statement.waivers,
                found,
                statement=statement.name,
                # What the embedded server has no need to scan, another one may.
                understood=not (unseen or asked.is_embedded),
            )
            left, stood_by = waive(found, statement.waivers)
            findings += [*left, *own]
            waived += stood_by
        return Checked(
            statements=len(statements),
            findings=sorted(findings),
            waived=sorted(waived, key=lambda one: one.finding),
            notes=sorted(notes, key=lambda note: note.path),
            server_version="",
            graph_server=asked.agent,
        )


def cypher_of(modules: list[ModuleType]) -> dict[str, CypherStatement]:
    """All statements that stand in module-level variables as ``Cypher``, by path."""
    return {
        statement.source.path: statement
        for module in modules
        for value in list(vars(module).values())
        if isinstance(value, Cypher)
        for statement in value.values()
    }


def _unseen(statement: CypherStatement, plan: Plan) -> str:
    parts = [] if plan.shows_steps else ["its steps"]
    if plan.columns is None and statement.shape is not Shape.NOTHING:
        parts.append("its columns")
    return " and ".join(parts)


def _record(statement: CypherStatement) -> Iterator[Finding]:
    if statement.record is not None and (wrong := record_problem(statement.record)):
        problem, instead = wrong
        yield _finding(statement, "record", _returns(statement), problem, None, instead)


def _columns(statement: CypherStatement, plan: Plan) -> Iterator[Finding]:
    """Every field has a column and every column a field; a count has the one column of its name."""
    if plan.columns is None or statement.shape is Shape.NOTHING:
        return
    if statement.shape is Shape.COUNT:
        if plan.columns != [COUNT]:
            given = ", ".join(plan.columns)
            yield _finding(
                statement,
                "columns",
                _returns(statement),
                f"a count has one column {COUNT}, not {given}",
                None,
                "write RETURN count(*) AS count",
            )
        return
    records = find_records(statement.record or "")
    record = records[0] if len(records) == 1 else None
    for number, name, problem, instead in differences(record, plan.columns):
        place = _returns(statement) if number is None else _column(statement, name)
        yield _finding(statement, "columns", place, problem, None, instead, subject=name)


def _access(statement: CypherStatement, plan: Plan) -> Iterator[Finding]:
    if statement.reads_only and plan.writes:
        yield _finding(
            statement,
            "read-only",
            code_start(statement),
            "it writes, and its header says that it only reads",
            None,
            "remove the line :access: read",
        )


def _scans(statement: CypherStatement, plan: Plan) -> Iterator[Finding]:
    for scan in plan.scans:
        yield _finding(
            statement,
            "scan",
            _owner(statement, scan),
            f"it reads all {_what(scan)}",
            scan.operator,
            "start at a uid, or at another property that has an index",
            subject=scan.subject,
        )


def _what(scan: Scan) -> str:
    kind = "relationships" if "Relationship" in scan.operator else "nodes"
    return f"{kind} {scan.subject}" if scan.subject else kind


def _finding(
    statement: CypherStatement,
    rule: str,
    offset: int,
    problem: str,
    server: str | None,
    instead: str = "",
    subject: str | None = None,
) -> Finding:
    return finding_at(
        statement.source,
        offset,
        rule,
        problem,
        instead,
        statement=statement.name,
        subject=subject,
        server=server,
    )


def _returns(statement: CypherStatement) -> int:
    return read_header(statement.source).returns_place


def _column(statement: CypherStatement, name: str) -> int:
    """Where a column gets its name: the last AS of it, else the last place where it stands."""
    for before in (r"(?i:\bAS)\s+", r"(?<!\w)"):
        word = re.compile(rf"{before}({re.escape(name)})(?!\w)")
        if places := list(word.finditer(statement.source.text, code_start(statement))):
            return places[-1].start(1)
    return _returns(statement)


def _owner(statement: CypherStatement, scan: Scan) -> int:
    """Where the label or type is first named; the code's beginning where none is."""
    start = code_start(statement)
    if scan.subject is None:
        return start
    found = re.compile(rf"[:|]\s*({re.escape(scan.subject)})(?!\w)").search(statement.source.text, start)
    return found.start(1) if found else start
