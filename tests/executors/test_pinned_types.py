"""One prepared statement for any values, because its parameters have the header's types and no others."""

from __future__ import annotations

from collections.abc import Callable, Generator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import psycopg
import pytest

from tests.executors import probes
from tests.executors.faults.either import EitherDatabase, blocking, on_asyncio
from tests.executors.probes import Number
from tests.statements.files import with_header, write_file
from tracktion_db import Settings, Statements
from tracktion_db.call import one
from tracktion_db.errors import ValidationError

VALUES: list[Any] = [1, 40_000, 3_000_000_000, None]
OUT_OF_RANGE = {
    "smallint": [2**15, -(2**15) - 1, 70_000, 2**40],
    "integer": [2**31, -(2**31) - 1, 2**40, 2**63],
    "bigint": [2**63, -(2**63) - 1, 10**400],
}


@pytest.fixture(params=[blocking, on_asyncio], ids=["blocking", "asyncio"])
def single(request: pytest.FixtureRequest, shared_url: str) -> Generator[EitherDatabase]:
    """An executor that has one connection."""
    executor: Callable[[Settings], AbstractContextManager[EitherDatabase]] = request.param
    with executor(Settings.from_url(shared_url, pool_min_size=1, pool_max_size=1)) as db:
        db.open()
        yield db


def test_values_of_any_size_are_served_by_one_prepared_statement(single: EitherDatabase) -> None:
    answers = [single.run(probes.get_number(value)).number for value in VALUES]
    assert answers == VALUES
    (prepared,) = single.run(probes.list_prepared())
    assert "/* probe.get_number */" in prepared.statement
    assert prepared.plans == len(VALUES)


def test_unpinned_values_need_several_so_that_the_test_above_proves_something(shared_url: str) -> None:
    with psycopg.connect(shared_url, autocommit=True) as connection:
        for value in VALUES:
            connection.execute("SELECT %s AS number", (value,), prepare=True, binary=True)
        prepared = connection.execute("SELECT count(*) FROM pg_prepared_statements").fetchone()
    assert prepared is not None
    assert prepared[0] > 1


def test_every_way_of_running_uses_the_same_prepared_statement(single: EitherDatabase) -> None:
    call = probes.list_numbers(3)
    for _ in range(2):
        single.run(call)
        single.run_all(call, call)
        with single.stream(call) as rows:
            assert len(list(rows)) == 3
        with single.transaction() as tx:
            tx.run(call)
            tx.run_all(call, probes.get_number(1))
    prepared = {row.statement.split()[2]: row.plans for row in single.run(probes.list_prepared())}
    assert prepared == {"probe.list_numbers": 12, "probe.get_number": 2}


def test_each_of_150_statements_is_prepared_once(single: EitherDatabase, tmp_path: Path) -> None:
    for number in range(150):
        select = f"SELECT {number} + :number AS number;"
        content = with_header(select, "number: bigint", returns="one probe.Number", access="read")
        write_file(tmp_path, content, f"songs/get_{number}.sql")
    statements = Statements.load(tmp_path)
    for offset in (0, 1000, 2000):
        for number in range(150):
            call = one(statements[f"songs.get_{number}"], Number, number=offset)
            assert single.run(call).number == offset + number
    prepared = single.run(probes.list_prepared())
    assert len(prepared) == 150
    assert {row.plans for row in prepared} == {3}


def test_psycopgs_own_cache_would_have_forgotten_some_of_them(shared_url: str) -> None:
    with psycopg.connect(shared_url, autocommit=True, prepare_threshold=1) as connection:
        for _ in range(3):
            for number in range(150):
                connection.execute(f"SELECT {number} + %s AS number", (1,))  # pyright: ignore[reportCallIssue, reportArgumentType]
        prepared = connection.execute("SELECT count(*) FROM pg_prepared_statements").fetchone()
    assert prepared is not None
    assert prepared[0] <= 100


@pytest.mark.parametrize(
    ("kind", "value"), [(kind, value) for kind, values in OUT_OF_RANGE.items() for value in values]
)
def test_a_number_out_of_range_is_refused_before_it_is_sent(tmp_path: Path, kind: str, value: int) -> None:
    select = "SELECT :number AS number;"
    write_file(tmp_path, with_header(select, f"number: {kind}", returns="one songs.Number"))
    statement = Statements.load(tmp_path)["songs.do_it"]
    with pytest.raises(ValidationError, match=r"^number: ") as caught:
        one(statement, Number, number=value)
    assert caught.value.statement == "songs.do_it"


def test_pinned_types_alone_would_wrap_it_in_silence(shared_url: str) -> None:
    with psycopg.connect(shared_url) as connection:
        connection.execute("CREATE TEMPORARY TABLE wrapped (number integer, small smallint)")
        with connection.cursor().copy("COPY wrapped FROM STDIN (FORMAT BINARY)") as copy:
            copy.set_types(["int4", "int2"])
            copy.write_row((2**31, 70_000))
            copy.write_row((2**40, 2**15))
        rows = connection.execute("SELECT number, small FROM wrapped ORDER BY number").fetchall()
    assert rows == [(-(2**31), 4464), (0, -(2**15))]
