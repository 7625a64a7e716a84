"""Errors of a real server: each has its class, and ours tell nothing of the data that the driver's do."""

from __future__ import annotations

import pickle
from collections.abc import Generator
from pathlib import Path

import psycopg
import pytest
from psycopg.conninfo import make_conninfo

from tests.catalog.samples import NOBODY, bare_recording
from tests.fixtures.executors import Run, asyncio_run, blocking_run
from tests.fixtures.server import Server
from tests.statements.files import with_header, write_file
from tracktion_db import Call, Database, Settings, Statements, catalog
from tracktion_db.call import nothing
from tracktion_db.errors import (
    Conflict,
    InvalidReference,
    RuleViolated,
    StatementError,
    TimedOut,
    TracktionDBError,
    TransactionAborted,
    Unavailable,
)

SECRET = "geheim"
TABLES = """
    CREATE TABLE things (
        id integer CONSTRAINT things_pkey PRIMARY KEY,
        name text NOT NULL CONSTRAINT things_name_length CHECK (length(name) < 10),
        other text CONSTRAINT things_other_unlisted CHECK (other <> 'geheim'),
        parent integer CONSTRAINT things_parent_fkey REFERENCES things,
        period int4range,
        CONSTRAINT things_period_excluded EXCLUDE USING gist (period WITH &&)
    );
    INSERT INTO things VALUES (1, 'first', NULL, NULL, '[1,5)');
    CREATE TABLE private (id integer);
    CREATE FUNCTION refuse(state text, secret text) RETURNS void LANGUAGE plpgsql AS $$
        BEGIN
            RAISE EXCEPTION USING
                ERRCODE = state, MESSAGE = 'no "' || secret || '"', DETAIL = secret, HINT = secret;
        END $$;
"""
CONSTRAINTS = """
    [things_pkey]
    field = "id"
    rule = "an id is given once"
    [things_name_length]
    field = "name"
    rule = "a name has at most 9 characters"
    [things_parent_fkey]
    field = "parent"
    rule = "a parent is a thing"
    [things_period_excluded]
    rule = "periods do not overlap"
"""
BROKEN: dict[str, tuple[str, type[TracktionDBError], str | None, str | None]] = {
    "23505 INSERT INTO things (id, name) VALUES (1, 'geheim');": (
        "an id is given once (things_pkey)", Conflict, "things_pkey", "id",
    ),
    "23P01 INSERT INTO things (id, name, period) VALUES (2, 'geheim', '[2,3)');": (
        "periods do not overlap (things_period_excluded)", Conflict, "things_period_excluded", None,
    ),
    "23503 INSERT INTO things (id, name, parent) VALUES (2, 'geheim', 77);": (
        "a parent is a thing (things_parent_fkey)", InvalidReference, "things_parent_fkey", "parent",
    ),
    "23514 INSERT INTO things (id, name) VALUES (2, 'geheim geheim');": (
        "a name has at most 9 characters (things_name_length)", RuleViolated, "things_name_length", "name",
    ),
    "23514 INSERT INTO things (id, name, other) VALUES (2, 'a', 'geheim');": (
        "the data was refused: CheckViolation", RuleViolated, None, None,
    ),
    "23502 INSERT INTO things (id, other) VALUES (2, 'not geheim');": (
        "name must not be null", RuleViolated, None, "name",
    ),
    "22P02 INSERT INTO things (id, name) SELECT 'geheim'::text::integer, 'a';": (
        "the data was refused: InvalidTextRepresentation", RuleViolated, None, None,
    ),
    "22P02 INSERT INTO things (id, name) SELECT 'things_pkey'::text::integer, 'a';": (
        "the data was refused: InvalidTextRepresentation", RuleViolated, None, None,
    ),
    "22003 INSERT INTO things (id, name) SELECT 2147483648::bigint::integer, 'geheim';": (
        "the data was refused: NumericValueOutOfRange", RuleViolated, None, None,
    ),
    "P0001 SELECT refuse('P0001', 'geheim');": (
        "the data was refused: RaiseException", RuleViolated, None, None,
    ),
    "57014 SELECT refuse('57014', 'geheim');": (
        "the statement was cancelled, by its time-out or by someone", TimedOut, None, None,
    ),
    "55P03 SELECT refuse('55P03', 'geheim');": ("a lock could not be had in time", TimedOut, None, None),
    "40001 SELECT refuse('40001', 'geheim');": (
        "another transaction came between", TransactionAborted, None, None,
    ),
    "40P01 SELECT refuse('40P01', 'geheim');": ("deadlock", TransactionAborted, None, None),
    "42P01 SELECT refuse('42P01', 'geheim');": (
        "the server refuses it: UndefinedTable", StatementError, None, None,
    ),
    "42501 SELECT private.id FROM private;": (
        "the server refuses it: InsufficientPrivilege: permission denied for table private; the role lacks a"
        " right: tracktion-db grants prints what is needed", StatementError, None, None,
    ),
    # A function's own words may quote a value.
    "42501 SELECT refuse('42501', 'geheim');": (
        "the server refuses it: InsufficientPrivilege", StatementError, None, None,
    ),
    "53100 SELECT refuse('53100', 'geheim');": (
        "the server is out of resources: DiskFull", Unavailable, None, None,
    ),
    "XX000 SELECT refuse('XX000', 'geheim');": (
        "the server answered InternalError_", TracktionDBError, None, None,
    ),
    "54000 SELECT refuse('54000', 'geheim');": (
        "the server answered ProgramLimitExceeded", TracktionDBError, None, None,
    ),
}  # fmt: skip


@pytest.fixture(scope="module")
def guest_url(server: Server) -> Generator[str]:
    """A user who may do everything here but read one table."""
    with server.clean_database("template0") as url, psycopg.connect(url, autocommit=True) as admin:
        guest = f"guest_{server.run_id}"
        admin.execute(TABLES.encode())
        admin.execute(f"CREATE ROLE {guest} LOGIN PASSWORD 'geheim'; GRANT ALL ON things TO {guest}".encode())
        yield make_conninfo(url, user=guest, password=SECRET)
        admin.execute(f"DROP OWNED BY {guest}; DROP ROLE {guest}".encode())


@pytest.fixture(scope="module", params=[blocking_run, asyncio_run], ids=["blocking", "asyncio"])
def guest_run(request: pytest.FixtureRequest, guest_url: str) -> Generator[Run]:
    with request.param(Settings.from_url(guest_url, pool_min_size=1, pool_max_size=1)) as run:
        yield run


def call_of(folder: Path, statement: str) -> Call[None]:
    write_file(folder, with_header(statement))
    write_file(folder, CONSTRAINTS, "songs/constraints.toml")
    return nothing(Statements.load(folder)["songs.do_it"])


@pytest.mark.parametrize("broken", BROKEN)
def test_each_error_of_the_server_has_its_class_and_tells_no_data(
    guest_run: Run, tmp_path: Path, broken: str
) -> None:
    message, kind, constraint, field = BROKEN[broken]
    state, _, statement = broken.partition(" ")
    with pytest.raises(TracktionDBError) as caught:
        guest_run.transact(call_of(tmp_path, statement))
    error = caught.value
    assert type(error) is kind
    assert str(error) == f"songs.do_it: {message}"
    assert (error.sqlstate, error.statement, error.constraint) == (state, "songs.do_it", constraint)
    assert getattr(error, "field", None) == field
    assert isinstance(error.__cause__, psycopg.Error)
    assert error.__cause__.sqlstate == state
    assert SECRET not in f"{error} {error!r} {error.args} {error.__dict__} {error.__cause__!r}"
    assert error.retryable is (kind is TransactionAborted)
    assert str(pickle.loads(pickle.dumps(error))) == str(error)


UNPREPARABLE = {
    "42P01 SELECT :number, x.id FROM ⟨nowhere AS x;": 'relation "nowhere" does not exist',
    "42703 SELECT :number::integer,\n    ⟨t.nam FROM things AS t;": "column t.nam does not exist",
    "42601 SELECT :number FROM ⟨FROM;": 'syntax error at or near "FROM"',
    "42883 SELECT :number ⟨+ ARRAY[1];": "operator does not exist: integer + integer[]",
}


@pytest.mark.parametrize("broken", UNPREPARABLE)
def test_what_cannot_be_prepared_is_told_in_the_servers_words_at_its_place(
    guest_run: Run, tmp_path: Path, broken: str
) -> None:
    state, _, marked = broken.partition(" ")
    before, _, after = with_header(marked, "number: integer").partition("⟨")
    path = write_file(tmp_path, before + after)
    with pytest.raises(StatementError) as caught:
        guest_run(nothing(Statements.load(tmp_path)["songs.do_it"], number=77))
    error = caught.value
    line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
    assert (error.path, error.line, error.column) == (str(path), line, column)
    assert str(error).startswith(f"{path}:{line}:{column}: the server refuses it: {UNPREPARABLE[broken]}\n")
    assert (error.statement, error.sqlstate) == ("songs.do_it", state)
    assert isinstance(error.__cause__, psycopg.Error)
    if hint := error.__cause__.diag.message_hint:
        assert str(error).endswith(f"^\n{hint}")


TELLING = ("23514", "23502", "22P02 INSERT INTO things (id, name) SELECT 'geheim'", "P0001")


@pytest.mark.parametrize("broken", [key for key in BROKEN if key.startswith(TELLING)])
def test_the_server_tells_the_data_so_that_the_test_above_proves_something(
    guest_run: Run, tmp_path: Path, broken: str
) -> None:
    with pytest.raises(RuleViolated) as caught:
        guest_run(call_of(tmp_path, broken[6:]))
    cause = caught.value.__cause__
    assert isinstance(cause, psycopg.Error)
    assert SECRET in f"{cause.diag.message_primary} {cause.diag.message_detail}"


def test_a_server_that_cannot_be_reached_is_told_without_the_password() -> None:
    db = Database.from_url("postgresql://ada:geheim@127.0.0.1:1/music", retry_attempts=1)
    with pytest.raises(Unavailable) as caught:
        db.open()
    error = caught.value
    assert isinstance(error.__cause__, psycopg.OperationalError)
    assert SECRET not in f"{error} {error!r} {error.args} {error.__dict__} {error.__cause__}"


def test_errors_of_the_catalog_carry_names_that_are_in_its_file(run: Run) -> None:
    run(catalog.add_recording(bare_recording()))
    with pytest.raises(Conflict) as caught:
        run(catalog.add_recording(bare_recording()))
    assert caught.value.constraint == "recordings_file_path_unique"
    with pytest.raises(InvalidReference) as unknown:
        run(catalog.set_metadata(NOBODY, {"bpm": SECRET}))
    assert unknown.value.constraint == "metadata_recording_id_fkey"
    assert SECRET not in str(unknown.value)
