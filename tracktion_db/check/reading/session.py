"""The connection that the checks are made on. Whatever is done on it is undone; no statement is executed.

The transaction is rolled back at the end, and each attempt in it to its own savepoint, so that nothing stays:
no function, no prepared statement, no error.
"""

from __future__ import annotations

from collections.abc import Generator, Sequence
from contextlib import contextmanager
from importlib.resources import files
from typing import Any, Final, NamedTuple, TypeVar, cast

import psycopg
from psycopg import errors
from psycopg.adapt import Transformer
from psycopg.pq import ExecStatus, PipelineStatus, TransactionStatus
from psycopg.pq.abc import PGresult

from tracktion_db.adapters import BINARY, CONTEXT
from tracktion_db.call import Call
from tracktion_db.errors import UsageError
from tracktion_db.row_builder import row_builder
from tracktion_db.statements import Shape

T = TypeVar("T")

ANALYSED_BODY: Final = (
    files("tracktion_db.check.reading").joinpath("analysed_body.sql").read_text(encoding="utf-8")
)


class Described(NamedTuple):
    """A column that the server says a statement answers."""

    name: str
    type: int
    """oid, of the type below a domain."""
    modifier: int
    """What numeric(10, 2) has more than numeric; -1 for nothing."""


class Prepared(NamedTuple):
    """What the server says of a statement that it has parsed."""

    parameters: tuple[int, ...]
    """Oids of the types of ``$1``, ``$2`` ..."""
    columns: tuple[Described, ...]


class Session:
    """Runs the checker's own calls, and has the server look at statements."""

    def __init__(self, connection: psycopg.Connection[Any]) -> None:
        self._connection = connection
        self._pgconn = connection.pgconn

    @classmethod
    @contextmanager
    def open(cls, connection: psycopg.Connection[Any]) -> Generator[Session]:
        """A transaction, or a savepoint of the one that is open; rolled back at the end of the block.

        Raises UsageError for a connection that is closed, busy, in a failed transaction or in pipeline mode.
        """
        if connection.pgconn.transaction_status not in (TransactionStatus.IDLE, TransactionStatus.INTRANS):
            raise UsageError("check needs an open connection that is not in a failed transaction")
        if connection.pgconn.pipeline_status != PipelineStatus.OFF:
            raise UsageError("check needs a connection out of pipeline mode: it waits for each answer")
        with connection.transaction(force_rollback=True):
            yield cls(connection)

    @contextmanager
    def attempt(self) -> Generator[None]:
        """A savepoint that is rolled back at the end of the block, whatever happened in it."""
        with self._connection.transaction(force_rollback=True):
            yield

    @property
    def connection(self) -> psycopg.Connection[Any]:
        """For what has calls of its own; whatever it does, it does in an ``attempt``."""
        return self._connection

    @property
    def version(self) -> int:
        """The server's major version."""
        return self._connection.info.server_version // 10_000

    def run(self, call: Call[T]) -> T:
        """Run a call of the checker's own: one that answers at most one record, or many."""
        assert call.record is not None
        transformer = Transformer(CONTEXT)
        transformer.set_dumper_types(call.statement.oids, BINARY)
        result = self._pgconn.exec_params(
            call.statement.sql,
            transformer.dump_sequence(call.parameters, ()),
            param_types=call.statement.oids,
            param_formats=[BINARY] * len(call.parameters),
            result_format=BINARY,
        )
        if result.status != ExecStatus.TUPLES_OK:
            raise errors.error_from_result(result, encoding="utf-8")
        transformer.set_pgresult(result)
        columns = [(result.fname(number) or b"").decode() for number in range(result.nfields)]
        build = row_builder(call.record, columns, frozenset())
        rows = [build(row) for row in transformer.load_rows(0, result.ntuples, tuple)]
        if call.statement.shape is Shape.AT_MOST_ONE:
            return cast("T", rows[0] if rows else None)
        return cast("T", rows)

    def prepare(self, sql: bytes, types: Sequence[int]) -> Prepared:
        """Have the server parse a statement. Raises psycopg's error, with its place, if it refuses.

        ``types`` are the oids of the parameters; those beyond them the server infers.
        """
        self._require(self._pgconn.prepare(b"", sql, types))
        described = self._pgconn.describe_prepared(b"")
        self._require(described)
        return Prepared(
            tuple([described.param_type(number) for number in range(described.nparams)]),
            tuple(
                [
                    Described(
                        (described.fname(number) or b"").decode(),
                        described.ftype(number),
                        described.fmod(number),
                    )
                    for number in range(described.nfields)
                ]
            ),
        )

    def make_analysed(self, sql: bytes, types: Sequence[str]) -> None:
        """Make the temporary function whose body is this statement; the server analyses it for that.

        Raises psycopg's error for what no such function can hold: utility commands.
        """
        head, foot = ANALYSED_BODY.format(types=", ".join(types), statement="\0").split("\0")
        # Not exec_(), which would run what stands behind an END in the body of somebody's function.
        self._require(self._pgconn.exec_params(head.encode() + sql + foot.encode(), None))

    def _require(self, result: PGresult) -> None:
        if result.status not in (ExecStatus.COMMAND_OK, ExecStatus.TUPLES_OK):
            raise errors.error_from_result(result, encoding="utf-8")
