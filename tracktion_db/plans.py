"""The server's plans of statements, as generators of the same kind as the ``wire``'s.

The plan of a statement with a ``:set:`` line tells nothing of rows of others, and not what a row is found by.
So it is made for any values, which it shows as ``$1``: what the server expects of a value, it knows from the
rows of all users. Where the statement says ``:plan: custom``, it is made for these values, without what is
expected. What was found before the user's own rows were picked out of it is left out: numbers of rows
removed, of pages read, of entries of an index.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

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
from tracktion_db.transaction_control import BEGIN, ROLLBACK

# EXECUTE takes no parameters, and no value may stand in a text, which the server shows and logs.
_KEEP_VALUE = b"SELECT set_config('tracktion_db.value_%d', $1::text, TRUE)"
# A prepared statement outlives its transaction, also one that failed.
_ROLLBACK_PREPARED = ROLLBACK + b"; DEALLOCATE tracktion_db_explained"
_OF_OTHERS = re.compile(r"(?:Rows Removed by|Heap Fetches|Heap Blocks|Index Searches)\b")
_INDEX_ENTRIES = re.compile(r"(Bitmap Index Scan .*?) \((?:actual .*|never executed)\)")


def explain(pgconn: PGconn, call: Call[object], *, analyze: bool) -> PQGen[str]:
    """The plan for these values and their user; with ``analyze`` the call is run, and then undone."""
    statement = call.statement
    _require_plan(statement)
    transformer = Transformer(CONTEXT)
    transformer.set_dumper_types(statement.oids, BINARY)
    values = transformer.dump_sequence(call.parameters, ())
    formats = [BINARY] * len(values)
    pgconn.send_query(begin_for(BEGIN, user_of((call,), None)))
    yield from generators.execute(pgconn)
    if statement.row_setting is None:
        options = b"ANALYZE, BUFFERS" if analyze else b"COSTS"
        asked = b"EXPLAIN (%s) %s" % (options, statement.sql)
        pgconn.send_query_params(asked, values, param_types=statement.oids, param_formats=formats)
        return "\n".join((yield from _lines_then(pgconn, ROLLBACK)))
    if (key := key_of(call)) is not None:
        pgconn.send_query_params(SET_KEY, [key], [TEXT_OID])
        yield from generators.execute(pgconn)
    for number, (value, oid) in enumerate(zip(values, statement.oids, strict=True), start=1):
        if value is not None:
            pgconn.send_query_params(_KEEP_VALUE % number, [value], param_types=[oid], param_formats=[BINARY])
            yield from generators.execute(pgconn)
    is_custom = key is None and statement.custom_plan is not None
    options = b"ANALYZE %d, BUFFERS 0, COSTS %d" % (analyze, not is_custom)
    kind = b"custom" if is_custom else b"generic"
    pgconn.send_query(_explained(statement, options, kind, _taken(statement, values)))
    lines = yield from _lines_then(pgconn, _ROLLBACK_PREPARED)
    return "\n".join(_INDEX_ENTRIES.sub(r"\1", line) for line in lines if not _OF_OTHERS.match(line.lstrip()))


def explain_generic(pgconn: PGconn, statement: Statement) -> PQGen[str]:
    """The plan for any values, which the server uses for a statement that is run often."""
    _require_plan(statement)
    nulls = [b"NULL"] * len(statement.parameters)
    pgconn.send_query(b"BEGIN; " + _explained(statement, b"COSTS", b"generic", nulls))
    return "\n".join((yield from _lines_then(pgconn, _ROLLBACK_PREPARED)))


def _taken(statement: Statement, values: Sequence[object]) -> list[bytes]:
    types = [parameter.type.name.encode() for parameter in statement.parameters]
    return [
        b"NULL" if value is None else b"current_setting('tracktion_db.value_%d')::%s" % (number, type_name)
        for number, (value, type_name) in enumerate(zip(values, types, strict=True), start=1)
    ]


def _explained(statement: Statement, options: bytes, kind: bytes, values: list[bytes]) -> bytes:
    types = [parameter.type.name.encode() for parameter in statement.parameters]
    return (
        b"SET LOCAL plan_cache_mode TO force_%s_plan; PREPARE tracktion_db_explained %s AS %s; "
        b"EXPLAIN (%s) EXECUTE tracktion_db_explained %s"
        % (kind, _listed(types), statement.sql, options, _listed(values))
    )


def _listed(items: list[bytes]) -> bytes:
    return b"(%s)" % b", ".join(items) if items else b""


def _lines_then(pgconn: PGconn, end: bytes) -> PQGen[list[str]]:
    results = yield from generators.execute(pgconn)
    if pgconn.transaction_status != TransactionStatus.UNKNOWN:
        pgconn.send_query(end)
        yield from generators.execute(pgconn)
    lines: list[str] = []
    for result in results:
        if result.status == ExecStatus.TUPLES_OK:
            lines += [(result.get_value(row, 0) or b"").decode() for row in range(result.ntuples)]
        elif result.status != ExecStatus.COMMAND_OK:
            raise errors.error_from_result(result, encoding="utf-8")
    return lines


def _require_plan(statement: Statement) -> None:
    if statement.is_copy:
        raise UsageError(f"{statement.name} is a COPY, which has no plan", statement=statement.name)
