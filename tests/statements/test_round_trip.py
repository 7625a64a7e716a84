"""What ``convert`` gives is what psycopg's binary dumpers for the pinned oids take, and what comes back."""

from __future__ import annotations

import math
from collections.abc import Generator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import psycopg
import pytest
from psycopg.adapt import PyFormat, Transformer
from psycopg.pq import ExecStatus, Format
from psycopg.types.json import JsonbBinaryDumper

from tests.fixtures.server import Server
from tracktion_db.statements.parameter_types import TYPES


class _JsonText(JsonbBinaryDumper):
    """As the executors have it: jsonb from bytes that are JSON already."""

    def dump(self, obj: bytes) -> bytes:
        return b"\x01" + obj


@pytest.fixture(scope="module")
def connection(server: Server) -> Generator[psycopg.Connection[Any]]:
    with (
        server.clean_database("template0") as url,
        psycopg.connect(url, autocommit=True, options="-c timezone=UTC") as connection,
    ):
        connection.adapters.register_dumper(bytes, _JsonText)
        yield connection


def echo(connection: psycopg.Connection[Any], type_name: str, value: object) -> Any:
    """The value as the server gives it back, sent in binary under the type's own oid."""
    kind = TYPES[type_name]
    transformer = Transformer(connection)
    transformer.set_dumper_types([kind.oid], Format.BINARY)
    no_formats: list[PyFormat] = []
    dumped = transformer.dump_sequence((kind.convert(value, "it"),), no_formats)
    result = connection.pgconn.exec_params(
        b"SELECT $1 AS it", dumped, [kind.oid], [Format.BINARY], Format.BINARY
    )
    assert result.status == ExecStatus.TUPLES_OK, result.error_message
    assert result.ftype(0) == kind.oid
    transformer.set_pgresult(result)
    row = transformer.load_row(0, tuple)
    assert row is not None
    return row[0]


VALUES: dict[str, list[Any]] = {
    "boolean": [True, False],
    "bytea": [b"", b"\x00\xff"],
    "smallint": [-32768, 0, 32767],
    "integer": [-(2**31), 0, 2**31 - 1],
    "bigint": [-(2**63), 0, 2**63 - 1],
    "text": ["", "été 🎵 % \\ '", "a\u0301"],
    "double precision": [0.1, -0.0, 5e-324, 1.7976931348623157e308],
    "date": [date.min, date(2026, 11, 21), date.max],
    "timestamptz": [
        datetime.min.replace(tzinfo=UTC),
        datetime(2026, 11, 21, 12, 0, 0, 1, tzinfo=UTC),
        datetime.max.replace(tzinfo=UTC),
    ],
    "interval": [timedelta.min, timedelta(microseconds=-1), timedelta(0), timedelta.max],
    "numeric": [
        Decimal("12.50"),
        Decimal("-0.001"),
        Decimal(0),
        Decimal("0.000"),
        Decimal("1E+131071"),
        Decimal("1E-16383"),
        Decimal("9" * 131072 + "." + "9" * 16383),
        7,
        -(10**131071),
        10**131072 - 1,
    ],
    "uuid": [UUID(int=0), UUID(int=2**128 - 1)],
    # A float of 1e23 and more would come back as the int that its digits spell: jsonb keeps no exponents.
    "jsonb": [{}, [], "x", 1.5, True, {"a": [None, 10**4299, "été \n \\u0000"]}, [1e22, -5e-324]],
}
BY_TYPE = [(name, index, value) for name, values in VALUES.items() for index, value in enumerate(values)]


def same(received: Any, given: Any) -> bool:
    if isinstance(given, float):
        return received == given and math.copysign(1, received) == math.copysign(1, given)
    return received == given


@pytest.mark.parametrize(
    ("name", "value"),
    [(name, value) for name, _, value in BY_TYPE],
    ids=[f"{name} {index}" for name, index, _ in BY_TYPE],
)
def test_value_comes_back_as_it_was_given(name: str, value: Any, connection: psycopg.Connection[Any]) -> None:
    assert same(echo(connection, name, value), value)


@pytest.mark.parametrize("name", VALUES)
def test_array_comes_back_as_it_was_given(name: str, connection: psycopg.Connection[Any]) -> None:
    values = VALUES[name][:5]
    assert echo(connection, f"{name}[]", values) == values
    assert echo(connection, f"{name}[]", tuple(values)) == values
    assert echo(connection, f"{name}[]", []) == []
    assert echo(connection, f"{name}[] with nulls", [None, *values, None]) == [None, *values, None]
    assert echo(connection, f"{name}[] with nulls", [None]) == [None]
    assert echo(connection, f"{name}[]", None) is None


def test_every_oid_is_the_servers(connection: psycopg.Connection[Any]) -> None:
    for name, kind in TYPES.items():
        spelled = name.removesuffix(" with nulls")
        row = connection.execute("SELECT %s::regtype::oid", (spelled,)).fetchone()
        assert row is not None
        assert row[0] == kind.oid
        assert kind.name.removesuffix("[]") in VALUES
