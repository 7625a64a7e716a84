"""One connection's prepared statements, and calls on it as I/O-free generators.

A generator here talks to libpq without blocking and yields whenever it must wait for the socket; psycopg's
``waiting`` module drives it for both executors (the technique is psycopg's own, see its
``generators`` module). So everything between a call and its records is written once for both executors.

Every statement is prepared on its first use of a connection, with parameter types pinned to those of its
header, and both parameters and results are binary: one plan per statement, whatever the values. The names
are ours: psycopg's own cache is off, so nothing deallocates them behind our back. A statement whose header
asks for custom plans is prepared without a name, to have it checked, and sent as text with each call.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from hashlib import sha256
from itertools import count
from typing import Any, Final, TypeVar

from psycopg import errors, generators
from psycopg.abc import PQGen
from psycopg.adapt import Transformer
from psycopg.pq import ExecStatus, TransactionStatus
from psycopg.pq.abc import PGconn, PGresult

from tracktion_db.adapters import BINARY, CONTEXT, JSON_ARRAY_OIDS, JSON_OIDS
from tracktion_db.call import Call, Page
from tracktion_db.errors import NotFound, StatementError
from tracktion_db.pipeline import exchange
from tracktion_db.records import Record
from tracktion_db.row_builder import RowBuilder, row_builder, validating_row_builder
from tracktion_db.row_scope import SET_KEY, TAKE_KEY_BACK, TEXT_OID, Begin, key_of
from tracktion_db.statements import Shape, Statement
from tracktion_db.translation import refused_preparation

T = TypeVar("T")

CHUNK_ROWS: Final = 100
"""Rows per chunk of a list or stream: the server makes the next chunk while this one is loaded.

Measured: fewer cost more waits; from 200 on, what a stream's chunk took goes back to the system each time.
"""

_TUPLES_OK: Final = ExecStatus.TUPLES_OK
_TUPLES_CHUNK: Final = ExecStatus.TUPLES_CHUNK
_COMMAND_OK: Final = ExecStatus.COMMAND_OK
_PIPELINE_ABORTED: Final = ExecStatus.PIPELINE_ABORTED
_IN_TRANSACTION: Final = (TransactionStatus.INTRANS, TransactionStatus.INERROR)


def _digest(statement: Statement) -> bytes:
    """Another one for every other text, and for other types of its parameters."""
    return sha256(b"%r %s" % (statement.oids, statement.sql)).hexdigest()[:16].encode()


class _Plan:
    """One statement prepared on one connection. Not shared: its transformer holds the current result.

    Without a name it was only checked there: the text is sent with each call.
    """

    __slots__ = ("build", "formats", "name", "record", "transformer")

    def __init__(self, name: bytes, statement: Statement) -> None:
        self.name = name
        self.formats = [BINARY] * len(statement.oids)
        self.transformer = Transformer(CONTEXT)
        self.transformer.set_dumper_types(statement.oids, BINARY)
        self.record: type[Record] | None = None
        self.build: RowBuilder | None = None


class Wire:
    """Runs calls on one connection. Not for two threads or tasks at once: its owner sees to that."""

    def __init__(self, pgconn: PGconn, *, validate_rows: bool) -> None:
        self._pgconn = pgconn
        self._plans: dict[Statement, _Plan] = {}
        self._numbers = count()
        self._row_builder = validating_row_builder if validate_rows else row_builder

    # --- one call

    def run(self, call: Call[T]) -> PQGen[T]:
        """Run a call and return its answer; raises psycopg's errors, NotFound and StatementError."""
        statement = call.statement
        plan = self._plans.get(statement)
        if plan is None:
            plan = yield from self._prepare(statement)
        self._send(plan, call)
        if statement.shape in _LISTS:
            rows = yield from self._fetch_list(plan, call)
            return _shaped(call, rows)
        results = yield from generators.execute(self._pgconn)
        return self._answer(plan, call, results[-1])

    def _prepare(self, statement: Statement) -> PQGen[_Plan]:
        # A name is never used twice: a preparation that was cancelled may have been done all the same. Nor is
        # it for two statements: a pooler that follows no names would run what another process prepared.
        name = b"" if statement.custom_plan else b"t%d_%s" % (next(self._numbers), _digest(statement))
        plan = _Plan(name, statement)
        self._pgconn.send_prepare(plan.name, statement.sql, param_types=statement.oids)
        results = yield from generators.execute(self._pgconn)
        if results[-1].status != _COMMAND_OK:
            error = errors.error_from_result(results[-1], encoding="utf-8")
            raise refused_preparation(error, statement) or error from error
        self._plans[statement] = plan
        return plan

    def _send(self, plan: _Plan, call: Call[Any]) -> None:
        values = plan.transformer.dump_sequence(call.parameters, ())
        if plan.name:
            self._pgconn.send_query_prepared(plan.name, values, plan.formats, result_format=BINARY)
        else:
            text, oids = call.statement.sql, call.statement.oids
            self._pgconn.send_query_params(text, values, oids, plan.formats, BINARY)

    def _answer(self, plan: _Plan, call: Call[T], result: PGresult) -> T:
        shape = call.statement.shape
        if result.status == _TUPLES_OK:
            if shape in _LISTS:
                return _shaped(call, self._load(plan, call, result))
            if shape is Shape.ONE or shape is Shape.AT_MOST_ONE:
                return self._only_row(plan, call, result)
        elif result.status != _COMMAND_OK:
            raise errors.error_from_result(result, encoding="utf-8")
        if shape is Shape.COUNT:
            return result.command_tuples  # type: ignore[return-value]  (T is int by the header's shape)
        return None  # type: ignore[return-value]  (T is None by the header's shape)

    def _only_row(self, plan: _Plan, call: Call[T], result: PGresult) -> T:
        if result.ntuples == 1:
            return self._load(plan, call, result)[0]
        if plan.record is not call.record:
            self._load(plan, call, result)  # columns that are not the record's show without a row too
        name = call.statement.name
        if result.ntuples > 1:
            raise StatementError(f"{name}: more than one row, its header promises one", statement=name)
        if call.statement.shape is Shape.ONE:
            raise NotFound(f"{name}: there is no such row", statement=name)
        return None  # type: ignore[return-value]  (T is R | None by the header's shape)

    # --- rows

    def _fetch_list(self, plan: _Plan, call: Call[Any]) -> PQGen[list[Any]]:
        self._pgconn.set_chunked_rows_mode(CHUNK_ROWS)
        yield from generators.send(self._pgconn)
        rows: list[Any] = []
        while (chunk := (yield from self.next_chunk(call))) is not None:
            rows += chunk
        return rows

    def start_stream(self, call: Call[Any]) -> PQGen[None]:
        """Send a call whose rows ``next_chunk`` will fetch; the connection is taken until they end."""
        plan = self._plans.get(call.statement)
        if plan is None:
            plan = yield from self._prepare(call.statement)
        if (key := key_of(call)) is not None:
            self._send_key(key)
            yield from self._done()
        self._send(plan, call)
        self._pgconn.set_chunked_rows_mode(CHUNK_ROWS)
        yield from generators.send(self._pgconn)

    def next_chunk(self, call: Call[Any]) -> PQGen[list[Any] | None]:
        """The next records of a call that was sent in chunked mode, None at the end."""
        result = yield from generators.fetch(self._pgconn)
        if result is None:
            return None
        plan = self._plans[call.statement]
        try:
            if result.status != _TUPLES_CHUNK and result.status != _TUPLES_OK:
                raise errors.error_from_result(result, encoding="utf-8")
            if result.status == _TUPLES_OK:
                yield from self.drain()  # the empty result that ends the chunks, and the end itself
                if not result.ntuples and plan.record is call.record:
                    return None
            # Of no rows too: the first answer of a connection shows whether its columns are the record's.
            return self._load(plan, call, result) or None
        except Exception:
            # Whatever went wrong, the connection must not keep half an answer.
            yield from self.drain()
            raise

    def drain(self) -> PQGen[None]:
        """Read what is left of the current answer and forget it."""
        while (yield from generators.fetch(self._pgconn)) is not None:
            pass

    def _load(self, plan: _Plan, call: Call[Any], result: PGresult) -> list[Any]:
        transformer = plan.transformer
        build = plan.build
        if build is None or plan.record is not call.record:
            build = self._bind(plan, call, result)
        else:
            # Prepared once, columns keep their types; else a migration may have changed one since.
            transformer.set_pgresult(result, set_loaders=not plan.name)
        try:
            return transformer.load_rows(0, result.ntuples, build)
        except StatementError as problem:
            name = call.statement.name
            raise StatementError(f"{name}: {problem}", statement=name) from None
        finally:
            transformer.set_pgresult(None, set_loaders=False)  # else the last result stays alive

    def _bind(self, plan: _Plan, call: Call[Any], result: PGresult) -> RowBuilder:
        # Once per connection and statement: what the columns are, and what makes records of them.
        statement = call.statement
        assert call.record is not None
        columns = [(result.fname(i) or b"").decode() for i in range(result.nfields)]
        oids = [result.ftype(i) for i in range(result.nfields)]
        for column, oid in zip(columns, oids, strict=True):
            if CONTEXT.adapters.get_loader(oid, BINARY) is None:
                raise StatementError(
                    f"{statement.name}: column {column} cannot be read in binary: cast it, e.g. ::text",
                    statement=statement.name,
                )
            if oid in JSON_ARRAY_OIDS:
                raise StatementError(
                    f"{statement.name}: column {column} is an array of JSON: make it one, e.g. to_jsonb()",
                    statement=statement.name,
                )
        json_columns = frozenset(c for c, oid in zip(columns, oids, strict=True) if oid in JSON_OIDS)
        try:
            plan.build = self._row_builder(call.record, columns, json_columns)
        except StatementError as problem:
            raise StatementError(f"{statement.name}: {problem}", statement=statement.name) from None
        plan.record = call.record
        plan.transformer.set_pgresult(result)
        return plan.build

    # --- several calls in one round trip

    def run_alone(self, call: Call[T], *, begin: Begin) -> PQGen[T]:
        """Run one call behind these commands, in one round trip; it commits by itself as it does without."""
        return (yield from self.run_all((call,), begin=begin))[0]

    def run_all(self, calls: Sequence[Call[Any]], *, begin: Begin) -> PQGen[list[Any]]:
        """Run calls in one pipeline; with ``begin``, in a transaction of their own.

        One round trip, but for statements that this connection meets for the first time. The first error
        is raised and, with ``begin``, everything is undone; without, the caller's transaction is failed.
        """
        for call in calls:
            if call.statement not in self._plans:
                yield from self._prepare(call.statement)
        # A missing row is an error that the server does not know of: then COMMIT waits for the answers.
        may_miss = (
            len(calls) > 1
            and any(call.statement.shape is Shape.ONE for call in calls)
            and not all(call.statement.reads_only for call in calls)
        )
        sends, places = self._sends(calls, begin)
        if begin and not may_miss:
            sends.append(partial(self._pgconn.send_query_params, b"COMMIT", None))
        results = yield from exchange(self._pgconn, sends, begins=bool(begin))
        try:
            for result in results:
                if result.status not in (_TUPLES_OK, _COMMAND_OK, _PIPELINE_ABORTED):
                    raise errors.error_from_result(result, encoding="utf-8")
            answers = [
                self._answer(self._plans[call.statement], call, results[place])
                for call, place in zip(calls, places, strict=True)
            ]
            if begin and may_miss:
                yield from self.command(b"COMMIT")
            return answers
        except Exception:
            # An error inside skips a COMMIT of the pipeline too.
            if begin and self._pgconn.transaction_status in _IN_TRANSACTION:
                yield from self.command(b"ROLLBACK")
            raise

    def _sends(self, calls: Sequence[Call[Any]], begin: Begin) -> tuple[list[Callable[[], None]], list[int]]:
        """What a pipeline sends, but for its COMMIT, and where in it the calls themselves are."""
        send_text = self._pgconn.send_query_params
        sends: list[Callable[[], None]] = [partial(send_text, command, None) for command in begin]
        places: list[int] = []
        # One call alone needs not take its key back where its own transaction ends with it.
        goes_on = len(calls) > 1 or self._pgconn.transaction_status in _IN_TRANSACTION
        for call in calls:
            key = key_of(call)
            if key is not None:
                sends.append(partial(self._send_key, key))
            places.append(len(sends))
            sends.append(partial(self._send, self._plans[call.statement], call))
            if key is not None and goes_on:
                sends.append(partial(send_text, TAKE_KEY_BACK, None))
        return sends, places

    def _send_key(self, key: bytes) -> None:
        self._pgconn.send_query_params(SET_KEY, [key], [TEXT_OID])

    # --- transaction control

    def command(self, sql: bytes) -> PQGen[bytes]:
        """Send transaction control, which has neither parameters nor rows; returns the command tag."""
        self._pgconn.send_query(sql)
        return (yield from self._done())

    def _done(self) -> PQGen[bytes]:
        results = yield from generators.execute(self._pgconn)
        for result in results:
            if result.status not in (_COMMAND_OK, _TUPLES_OK):
                raise errors.error_from_result(result, encoding="utf-8")
        return results[-1].command_status or b""


_LISTS: Final = frozenset((Shape.MANY, Shape.PAGE))


def _shaped(call: Call[T], rows: list[Any]) -> T:
    if call.cursor is None:
        return rows  # type: ignore[return-value]  (T is list[R] by the header's shape)
    limit = call.cursor.limit
    next_cursor = call.cursor.encode(rows[limit - 1]) if len(rows) > limit else None
    return Page(rows[:limit], next_cursor)  # type: ignore[return-value]  (T is Page[R])
