"""What ``total.toml`` says of PostgreSQL's functions and operators, tried with values made to be hard."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from itertools import product
from random import Random
from typing import Any

import psycopg
import pytest

from tracktion_db.check.nullability.total import (
    NEVER_NULL_FUNCTIONS,
    NULL_WITH_ALL,
    NULL_WITH_THE_FIRST,
    is_total,
    is_total_operator,
)
from tracktion_db.check.reading.server import ServerCatalog
from tracktion_db.check.reading.session import Session

ENDLESS = 'pg_catalog."repeat"(\'\'::pg_catalog."text", \'2147483647\'::pg_catalog."int4")'
"""An empty text, once the server has copied it two billion times."""
CALLS = 60
"""Tries for each signature, drawn from all combinations where there are more."""

# Literals by the name of the type; the first are the plainest.
VALUES: dict[str, list[str]] = {
    "text": [
        "a",
        "",
        "ab c",
        "YYYY",
        "\\",
        "{",
        "hour",
        "infinity",
        "UTC",
        "hex",
        "UTF8",
        "(",
        "[0-9]",
        "NFC",
        "x=1",
    ],
    "name": ["a", ""],
    "bpchar": ["a", ""],
    "varchar": ["a", ""],
    "char": ["a", ""],
    "bytea": ["\\x00", ""],
    "int2": ["0", "1", "-1", "32767"],
    "int4": ["0", "1", "-1", "3", "2147483647", "-2147483648"],
    "int8": ["0", "1", "-1", "9223372036854775807", "-9223372036854775808"],
    "numeric": ["0", "1.5", "-1", "NaN", "Infinity", "-Infinity", "1e300"],
    "float4": ["0", "1.5", "-1", "NaN", "Infinity"],
    "float8": ["0", "1.5", "-1", "NaN", "Infinity", "-Infinity"],
    "bool": ["t", "f"],
    "date": ["2026-01-01", "infinity", "-infinity", "4713-01-01 BC"],
    "time": ["00:00", "24:00"],
    "timetz": ["00:00+00", "24:00-15"],
    "timestamp": ["2026-01-01", "infinity", "-infinity"],
    "timestamptz": ["2026-01-01 00:00+00", "infinity", "-infinity"],
    "interval": ["0", "1 day", "-1 month", "1000000 years"],
    "uuid": ["00000000-0000-0000-0000-000000000000"],
    "json": ["null", "{}", "[]", "[null]", '{"a": null}', '"x"', "1"],
    "jsonb": ["null", "{}", "[]", "[null]", '{"a": null}', '"x"', "1"],
    "jsonpath": ["$", "$.a", "$[*].a", "strict $.a", "1", "$.a > 1"],
    "tsvector": ["", "'a':1 'b':2"],
    "tsquery": ["", "a & !b"],
    "inet": ["127.0.0.1", "::1/128", "0.0.0.0/0"],
    "cidr": ["127.0.0.0/8", "::/0"],
    "int4range": ["empty", "(,)", "[1,2)"],
    "int4multirange": ["{}", "{(,)}", "{[1,2)}"],
    "_text": ["{}", "{a}", "{NULL}", "{a,NULL}", "{{a},{b}}"],
    "_int4": ["{}", "{1}", "{NULL}", "{{1},{2}}"],
    "_float4": ["{0.1,0.2,0.4,1.0}", "{}"],
    "_char": ["{}", "{a}"],
    "bit": ["0", "1"],
    "varbit": ["", "101"],
    "regconfig": ["simple", "english"],
    "regclass": ["pg_class"],
    "oid": ["0", "1259", "10"],
    "money": ["0", "-1"],
    "xid8": ["0", "5"],
    "pg_lsn": ["0/0", "16/B374D848"],
    "macaddr": ["08:00:2b:01:02:03"],
    "cstring": ["a"],
}
POLYMORPHIC = {
    "anyelement": "int4", "anynonarray": "int4", "any": "text", "anycompatible": "int4",
    "anyarray": "_int4", "anycompatiblearray": "_int4", "anycompatiblenonarray": "int4",
    "anyrange": "int4range", "anymultirange": "int4multirange", "anycompatiblerange": "int4range",
}  # fmt: skip

TRY = """
    CREATE FUNCTION pg_temp.answers_null(expression text) RETURNS text LANGUAGE plpgsql AS $$
    DECLARE
        found boolean;
    BEGIN
        EXECUTE 'SELECT (' || expression || ') IS NULL' INTO found;
        RETURN found::text;
    EXCEPTION WHEN OTHERS THEN
        RETURN 'error';
    END $$
"""


@pytest.fixture
def connection(empty_database_url: str) -> Generator[psycopg.Connection[Any]]:
    with psycopg.connect(empty_database_url, autocommit=True) as connection:
        connection.execute("SET statement_timeout = '20s'")
        connection.execute("SET client_min_messages = error")
        connection.execute(TRY)
        yield connection


def signatures(server: ServerCatalog) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """What is called, as a template of SQL, by the kind of promise; with the types of its arguments."""
    for function in server.functions:
        known = [server.type(oid) for oid in function.argument_types]
        types = tuple([kind.short_name for kind in known if kind])
        holes = ", ".join("{}" for _ in types)
        call = f'pg_catalog."{function.name}"({holes})'
        if function.kind != "f" or not function.is_built_in or function.returns_set:
            continue
        if function.name in NEVER_NULL_FUNCTIONS:
            yield "never", call, types
        elif function.name in NULL_WITH_THE_FIRST:
            yield "first", call, types
        elif function.name not in NULL_WITH_ALL and is_total(function, server):
            yield "total", call, types
    for operator in server.operators:
        if is_total_operator(operator, server):
            kinds = [server.type(oid) for oid in (operator.left_type, operator.right_type) if oid]
            types = tuple([kind.short_name for kind in kinds if kind])
            sign = f"OPERATOR(pg_catalog.{operator.name})"
            yield "total", f"{{}} {sign} {{}}" if len(types) == 2 else f"{sign} {{}}", types


def calls(template: str, types: tuple[str, ...], *, with_nulls: bool, first: bool) -> list[str] | None:
    """The template with values put in; None when there are no values of one of the types."""
    choices: list[list[str]] = []
    for number, short in enumerate(types):
        name = POLYMORPHIC.get(short, short)
        if name not in VALUES:
            return None
        literals = [
            f"'{value.replace(chr(39), chr(39) * 2)}'::pg_catalog.\"{name}\"" for value in VALUES[name]
        ]
        nullable = with_nulls and not (first and number == 0)
        choices.append([*literals, f'NULL::pg_catalog."{name}"'] if nullable else literals)
    made = [call for values in product(*choices) if (call := template.format(*values)) != ENDLESS]
    return made if len(made) <= CALLS else Random(template).sample(made, CALLS)


def nulls(connection: psycopg.Connection[Any], expressions: list[str]) -> tuple[int, list[str]]:
    """How many of these answered anything, and which answered null."""
    rows = connection.execute(
        "SELECT e, pg_temp.answers_null(e) FROM unnest(%s::text[]) AS e", (expressions,)
    ).fetchall()
    return sum(answer != "error" for _, answer in rows), [e for e, answer in rows if answer == "true"]


def test_what_is_listed_answers_null_for_null_only(connection: psycopg.Connection[Any]) -> None:
    wrong: list[str] = []
    tried = answered = 0
    with Session.open(connection) as session:
        server = ServerCatalog(session)
        for promise, template, types in list(signatures(server)):
            made = calls(template, types, with_nulls=promise != "total", first=promise == "first")
            if made is None:
                continue
            tried += 1
            some, found = nulls(connection, made)
            answered += some > 0
            wrong += found
    assert not wrong, "\n".join(wrong)
    assert tried > 600
    assert answered > 0.9 * tried


def test_a_function_that_answers_null_for_a_value_would_be_found(connection: psycopg.Connection[Any]) -> None:
    made = calls('pg_catalog."regexp_match"({}, {})', ("text", "text"), with_nulls=False, first=False)
    assert made and nulls(connection, made)[1]
