"""The server's plans of statements, as generators of the same kind as the ``wire``'s."""

from __future__ import annotations

from psycopg import errors, generators
from psycopg.abc import PQGen
from psycopg.adapt import Transformer
from psycopg.pq import ExecStatus, TransactionStatus
from psycopg.pq.abc import PGconn

from tracktion_db.adapters import BINARY, CONTEXT
from tracktion_db.call import Call
from tracktion_db.errors import UsageError
from tracktion_db.row_scope import SET_KEY, TEXT_OID, begin_for, key_of, user_of
from tracktion_db.statements import Statement
from tracktion_db.transaction_control import BEGIN


def explain(pgconn: PGconn, call: Call[object], *, analyze: bool) -> PQGen[str]:
    """The plan for these values and their user; with ``analyze`` the call is run, and then undone."""
    statement = call.statement
    _require_plan(statement)
    transformer = Transformer(CONTEXT)
    transformer.set_dumper_types(statement.oids, BINARY)
    values = transformer.dump_sequence(call.parameters, ())
    pgconn.send_query(begin_for(BEGIN, user_of((call,), None)))
    yield from generators.execute(pgconn)
    if (key := key_of(call)) is not None:
        pgconn.send_query_params(SET_KEY, [key], [TEXT_OID])
        yield from generators.execute(pgconn)
    pgconn.send_query_params(
        b"EXPLAIN (%s) %s" % (b"ANALYZE, BUFFERS" if analyze else b"COSTS", statement.sql),
        values,
        param_types=statement.oids,
        param_formats=[BINARY] * len(values),
    )
    return (yield from _lines_then_rollback(pgconn))


def explain_generic(pgconn: PGconn, statement: Statement) -> PQGen[str]:
    """The plan for any values, which the server uses for a statement that is run often."""
    _require_plan(statement)
    types = b", ".join(parameter.type.name.encode() for parameter in statement.parameters)
    nulls = b", ".join([b"NULL"] * len(statement.parameters))
    pgconn.send_query(
        b"BEGIN; SET LOCAL plan_cache_mode TO force_generic_plan;"
        b"PREPARE tracktion_db_explained %s AS %s; EXPLAIN EXECUTE tracktion_db_explained %s;"
        b"DEALLOCATE tracktion_db_explained"
        % (b"(%s)" % types if types else b"", statement.sql, b"(%s)" % nulls if nulls else b"")
    )
    return (yield from _lines_then_rollback(pgconn))


def _lines_then_rollback(pgconn: PGconn) -> PQGen[str]:
    results = yield from generators.execute(pgconn)
    if pgconn.transaction_status != TransactionStatus.UNKNOWN:
        pgconn.send_query(b"ROLLBACK")
        yield from generators.execute(pgconn)
    lines: list[str] = []
    for result in results:
        if result.status == ExecStatus.TUPLES_OK:
            lines += [(result.get_value(row, 0) or b"").decode() for row in range(result.ntuples)]
        elif result.status != ExecStatus.COMMAND_OK:
            raise errors.error_from_result(result, encoding="utf-8")
    return "\n".join(lines)


def _require_plan(statement: Statement) -> None:
    if statement.is_copy:
        raise UsageError(f"{statement.name} is a COPY, which has no plan", statement=statement.name)
