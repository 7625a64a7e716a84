"""A statement as the server understands it: what every rule looks at.

The server prepares it with the types of its header, and analyses it as the body of a temporary function
whose tree is read. Nothing is executed and nothing stays.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Final, TypeVar, cast

from psycopg import errors

from tracktion_db.call import at_most_one
from tracktion_db.check.findings import Finding, finding_at
from tracktion_db.check.reading.copying import copied
from tracktion_db.check.reading.inference import inferred_types
from tracktion_db.check.reading.levels import Level, levels
from tracktion_db.check.reading.places import Places
from tracktion_db.check.reading.server import ServerCatalog
from tracktion_db.check.reading.session import Prepared, Session
from tracktion_db.check.reading.statements import sql
from tracktion_db.check.tree import TreeError, read_queries
from tracktion_db.check.tree.queries import Query
from tracktion_db.errors import UsageError
from tracktion_db.records import Record
from tracktion_db.statements import Statement
from tracktion_db.statements.bare import BareStatement
from tracktion_db.statements.lexer import Scanned
from tracktion_db.statements.source import Source
from tracktion_db.statements.statement import scanned_file
from tracktion_db.statements.wire_form import WireForm
from tracktion_db.translation import missing_extension

T = TypeVar("T")

# What to write where the server gives no hint.
INSTEAD: Final[dict[type[errors.Error], str]] = {
    errors.IndeterminateDatatype: "say the parameter's type where it is used: :name::text",
    errors.AmbiguousParameter: "say the parameter's type where it is used: :name::text",
}
FUNCTION_NAME: Final = "tracktion_db_analysed"


class AnalysedBody(Record):
    """The body of the temporary function, as the server analysed it."""

    tree: str


@dataclass(frozen=True, slots=True)
class ParameterUse:
    """One parameter, as the server is told of it."""

    number: int
    """n of ``$n``, from 1."""
    name: str
    type: int
    """oid, of the header or inferred by the server."""
    may_be_none: bool
    """Whether None may be given; True where no header says so."""
    may_hold_none: bool
    """Of an array: whether its elements may be None; True where no header says so."""


@dataclass
class Analysed:
    """One statement. ``query`` is None where the server has no tree of it; ``note`` then says why.

    A COPY's is that of the INSERT of one row.
    """

    name: str
    """``domain.verb_noun``, or the file's path where there is no header."""
    source: Source
    places: Places
    statement: Statement | None
    """None for a file without a header."""
    sql: bytes
    wire: WireForm
    parameters: tuple[ParameterUse, ...]
    prepared: Prepared
    query: Query | None
    note: str | None
    server: ServerCatalog
    session: Session = field(repr=False)
    _parts: dict[object, object] = field(
        init=False, repr=False, compare=False, default_factory=dict[object, object]
    )

    @cached_property
    def levels(self) -> tuple[Level, ...]:
        """The query and all in it; none where there is no tree."""
        return levels(self.query) if self.query else ()

    def part(self, kind: Callable[[Analysed], T]) -> T:
        """What several rules work out of it: made once, when it is first asked for."""
        if kind not in self._parts:
            self._parts[kind] = kind(self)
        return cast("T", self._parts[kind])

    def parameter(self, number: int) -> ParameterUse | None:
        """The parameter ``$number``."""
        return self.parameters[number - 1] if 0 < number <= len(self.parameters) else None

    def finding(
        self,
        rule: str,
        offset: int,
        problem: str,
        instead: str,
        *,
        subject: str | None = None,
        server: str | None = None,
    ) -> Finding:
        """A finding at this offset of the file."""
        return finding_at(
            self.source,
            offset,
            rule,
            problem,
            instead,
            statement=self.name if self.statement else None,
            subject=subject,
            server=server,
        )


@dataclass(frozen=True, slots=True)
class _Subject:
    """What is known of a file before the server sees it."""

    name: str
    statement: Statement | None
    source: Source
    scanned: Scanned
    places: Places
    wire: WireForm
    parameters: tuple[ParameterUse, ...]
    types: tuple[int, ...]
    """Oids of the header; those beyond them the server infers."""


def analyse(session: Session, server: ServerCatalog, statement: Statement) -> Analysed | Finding:
    """What the server makes of this statement, or the finding that it refuses it."""
    file = scanned_file(statement)
    subject = _Subject(
        name=statement.name,
        statement=statement,
        source=file.source,
        scanned=file.scanned,
        places=Places(file.source, file.scanned, file.header),
        wire=file.wire_form(statement.name),
        parameters=tuple(
            [
                ParameterUse(number, known.name, known.type.oid, known.nullable, known.type.nulls)
                for number, known in enumerate(statement.parameters, 1)
            ]
        ),
        types=statement.oids,
    )
    return _analyse(session, server, subject)


def analyse_bare(session: Session, server: ServerCatalog, bare: BareStatement) -> Analysed | Finding:
    """The same of a file without a header: the server infers the parameters' types."""
    names = bare.names
    if copy := copied(bare.source, bare.scanned):
        names = copy.columns
    subject = _Subject(
        name=bare.source.path,
        statement=None,
        source=bare.source,
        scanned=bare.scanned,
        places=Places(bare.source, bare.scanned, None),
        wire=bare.wire,
        parameters=tuple([ParameterUse(number, name, 0, True, True) for number, name in enumerate(names, 1)]),
        types=(),
    )
    return _analyse(session, server, subject)


def _analyse(session: Session, server: ServerCatalog, subject: _Subject) -> Analysed | Finding:
    copy = copied(subject.source, subject.scanned)
    with session.attempt():
        try:
            types = subject.types
            if subject.statement is None and not copy:
                types = inferred_types(session, subject.wire)
            prepared = analysed = session.prepare(subject.wire.sql, types)
            if copy:
                # The server looks at COPY only when it runs it; the types that it takes are the columns'.
                analysed = session.prepare(copy.sql, ())
                prepared = prepared if subject.types else analysed
        except errors.Error as error:
            return _refused(subject, error)
        query, note = _tree(session, server, copy.sql if copy else subject.wire.sql, analysed)
    return Analysed(
        name=subject.name,
        source=subject.source,
        places=subject.places,
        statement=subject.statement,
        sql=subject.wire.sql,
        wire=subject.wire,
        parameters=tuple(
            [
                replace(use, type=oid)
                for use, oid in zip(subject.parameters, prepared.parameters, strict=False)
            ]
        ),
        prepared=prepared,
        query=query,
        note=note,
        server=server,
        session=session,
    )


def _tree(
    session: Session, server: ServerCatalog, wire_sql: bytes, prepared: Prepared
) -> tuple[Query | None, str | None]:
    types = [known.name if (known := server.type(oid)) else "unknown" for oid in prepared.parameters]
    try:
        session.make_analysed(wire_sql, types)
        body = session.run(
            at_most_one(sql["check.get_analysed_body"], AnalysedBody, function_name=FUNCTION_NAME)
        )
        queries = read_queries(body.tree) if body else ()
    except errors.InsufficientPrivilege as error:
        raise UsageError(
            "check makes temporary functions, and undoes them: its role needs the right TEMPORARY on the"
            f" database and USAGE on the language sql ({error.diag.message_primary})"
        ) from error
    except errors.ReadOnlySqlTransaction as error:
        raise UsageError(
            "check makes temporary functions, and undoes them: it needs a server and a session that may write"
        ) from error
    except errors.Error as error:
        return None, f"the server analyses no such command ({error.diag.message_primary})"
    except TreeError as error:
        return None, str(error)
    return (queries[0], None) if len(queries) == 1 else (None, "the server's tree holds several queries")


def _refused(subject: _Subject, error: errors.Error) -> Finding:
    position = error.diag.statement_position
    is_copy = copied(subject.source, subject.scanned) is not None
    # A place in the INSERT that stands for a COPY is none of the file.
    offset = int(position) - 1 if position and not is_copy else 0
    return finding_at(
        subject.source,
        subject.wire.place_in_file(offset),
        "prepare",
        f"the server refuses the statement{missing_extension(subject.statement, error.sqlstate)}",
        error.diag.message_hint or INSTEAD.get(type(error), ""),
        statement=subject.name if subject.statement else None,
        server=error.diag.message_primary,
    )
