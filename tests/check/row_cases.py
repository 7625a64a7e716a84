"""A small schema with every kind of unique key, and what is said of statements over it."""

from __future__ import annotations

import random
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import psycopg
from psycopg.errors import UniqueViolation

from tests.statements.files import load_file, with_header
from tracktion_db.check.reading.analysis import Analysed, analyse
from tracktion_db.check.reading.server import ServerCatalog
from tracktion_db.check.reading.session import Session

SCHEMA = """
    CREATE COLLATION loose (provider = libc, locale = 'C');
    -- Only servers with ICU make such collations themselves; what follows from one is read from here.
    UPDATE pg_collation SET collisdeterministic = false WHERE collname = 'loose';
    CREATE TABLE artists (
        id integer PRIMARY KEY, name text NOT NULL, mail text, country text NOT NULL, nick text COLLATE loose,
        exact text, home text
    );
    CREATE UNIQUE INDEX artists_name ON artists (lower(name));
    CREATE UNIQUE INDEX artists_mail ON artists (mail);
    CREATE UNIQUE INDEX artists_exact ON artists (exact);
    CREATE UNIQUE INDEX artists_nick ON artists (nick);
    CREATE UNIQUE INDEX artists_home ON artists (home) NULLS NOT DISTINCT;
    CREATE TABLE songs (
        id integer PRIMARY KEY, artist_id integer, title text NOT NULL, state text NOT NULL, isrc text,
        year integer, note text
    );
    CREATE TABLE waiting (place integer UNIQUE DEFERRABLE INITIALLY DEFERRED, note text);
    CREATE UNIQUE INDEX songs_artist_title ON songs (artist_id, title);
    CREATE UNIQUE INDEX songs_out ON songs (title) WHERE state = 'out';
    CREATE UNIQUE INDEX songs_isrc ON songs (isrc) WHERE isrc IS NOT NULL;
    CREATE UNIQUE INDEX songs_cheap ON songs (id) INCLUDE (year);
    CREATE TABLE plays (
        song_id integer NOT NULL, number integer NOT NULL, heard text, PRIMARY KEY (song_id, number)
    );
    CREATE TABLE loose_ends (a integer, b integer);
    CREATE TABLE parents (id integer PRIMARY KEY, a integer);
    CREATE TABLE children () INHERITS (parents);
    CREATE TABLE parts (id integer NOT NULL, at integer NOT NULL, PRIMARY KEY (id, at))
        PARTITION BY RANGE (at);
    CREATE TABLE parts_low PARTITION OF parts FOR VALUES FROM (MINVALUE) TO (3);
    CREATE TABLE parts_high PARTITION OF parts FOR VALUES FROM (3) TO (MAXVALUE);
    CREATE VIEW credited AS
        SELECT s.id, s.title, a.id AS artist_id, a.name
        FROM songs AS s LEFT JOIN artists AS a ON a.id = s.artist_id;
    CREATE VIEW twice AS SELECT s.id, t.t FROM songs AS s CROSS JOIN generate_series(1, 2) AS t (t);
    CREATE MATERIALIZED VIEW years AS SELECT s.state, count(*) AS songs FROM songs AS s GROUP BY s.state;
    CREATE UNIQUE INDEX years_state ON years (state);
    CREATE TABLE guarded (id integer PRIMARY KEY, a integer);
    INSERT INTO guarded SELECT n, n % 2 FROM generate_series(0, 3) AS g (n);
    CREATE FUNCTION leave_out() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END';
    CREATE TRIGGER guarded_leave_out BEFORE INSERT ON guarded FOR EACH ROW EXECUTE FUNCTION leave_out();
    CREATE TABLE ruled (id integer PRIMARY KEY, a integer);
    INSERT INTO ruled VALUES (0, 0), (1, 1), (2, 2), (3, 3);
    CREATE RULE ruled_instead AS ON UPDATE TO ruled DO INSTEAD
        UPDATE loose_ends SET a = 1 RETURNING loose_ends.a, loose_ends.b;
    CREATE FUNCTION any_id() RETURNS integer LANGUAGE sql VOLATILE AS 'SELECT (random() * 3)::integer';
    CREATE FUNCTION seldom(integer) RETURNS integer LANGUAGE sql STABLE AS 'SELECT $1';
"""


class Case(NamedTuple):
    """A statement without its header. ``parameters`` are its parameters, each ``name: type``."""

    sql: str
    parameters: tuple[str, ...] = ()


class Rows:
    """A connection to the schema, with the server's catalogs read once."""

    def __init__(self, connection: psycopg.Connection[Any], folder: Path) -> None:
        self.connection = connection
        self._folder = folder
        self._session = Session(connection)
        self._server = ServerCatalog(self._session)
        self._count = 0

    def analysed(self, case: Case, returns: str = "at most one") -> Analysed:
        """The statement, analysed, with a header of this shape."""
        self._count += 1
        headed = with_header(
            f"{case.sql};", *[f"{parameter}  it" for parameter in case.parameters], returns=returns
        )
        found = analyse(self._session, self._server, load_file(self._folder / str(self._count), headed))
        assert isinstance(found, Analysed), f"the server refuses the statement: {found}"
        return found


@contextmanager
def rows_of(url: str, folder: Path) -> Generator[Rows]:
    with psycopg.connect(url) as connection:
        connection.execute(SCHEMA)
        yield Rows(connection, folder)
        connection.rollback()


class State:
    """Random rows in all tables, and random parameters."""

    def __init__(self, connection: psycopg.Connection[Any], chance: random.Random) -> None:
        self._connection = connection
        self._chance = chance

    def run(self, sql: bytes, parameters: tuple[str, ...]) -> list[tuple[Any, ...]] | None:
        """What the statement answers to random parameters."""
        return self.answer(sql, self.values(parameters))

    def values(self, parameters: tuple[str, ...]) -> list[object]:
        return [self._value(parameter.partition(": ")[2]) for parameter in parameters]

    def answer(self, sql: bytes, values: list[object]) -> list[tuple[Any, ...]] | None:
        """What the statement answers now; None where a key refuses its write. What it writes is undone."""
        try:
            with self._connection.transaction(force_rollback=True):
                return psycopg.RawCursor(self._connection).execute(sql, values).fetchall()
        except UniqueViolation:
            return None

    def turn_round(self) -> None:
        """Let all rows lie the other way round, and have plans read and sort them otherwise."""
        for table in ("artists", "songs", "plays", "loose_ends", "parts", "waiting"):
            self._connection.execute(f"CREATE TEMP TABLE turned ON COMMIT DROP AS SELECT * FROM {table}")
            self._connection.execute(f"DELETE FROM {table}")
            self._connection.execute(f"INSERT INTO {table} SELECT * FROM turned ORDER BY ctid DESC")
            self._connection.execute("DROP TABLE turned")
        self._connection.execute("REFRESH MATERIALIZED VIEW years")
        for setting in ("enable_indexscan", "enable_indexonlyscan", "enable_bitmapscan", "enable_hashjoin"):
            self._connection.execute(f"SET LOCAL {setting} = off")

    def _value(self, type_: str) -> object:
        match type_:
            case "text" | "text or null":
                return self._chance.choice("abAB") if type_ == "text" or self._chance.random() < 0.5 else None
            case "integer[]":
                return [1, 2, 3]
            case _:
                return self._chance.randint(0, 3)


def random_states(connection: psycopg.Connection[Any], count: int, seed: int) -> Iterator[State]:
    """So many states of the database, one after the other; all is as before at the end."""
    chance = random.Random(seed)
    for _ in range(count):
        with connection.transaction(force_rollback=True):
            for statement in random_rows(chance):
                connection.execute(statement.encode())
            connection.execute("REFRESH MATERIALIZED VIEW years")
            yield State(connection, chance)


def random_rows(chance: random.Random) -> list[str]:
    """Statements that fill the tables, as far as their keys let them."""

    def number() -> str:
        return str(chance.randint(0, 3))

    def text() -> str:
        return chance.choice(["'a'", "'b'", "'A'", "'B'", "'c'", "'d'"])

    def maybe(value: str) -> str:
        return chance.choice([value, value, "NULL"])

    def state() -> str:
        return chance.choice(["'out'", "'new'", "'a'"])

    rows = {
        "artists (id, name, mail, country, nick, exact, home)": lambda: [
            number(), text(), maybe(text()), text(), maybe(text()), maybe(text()), maybe(text()),
        ],
        "songs (id, artist_id, title, state, isrc, year, note)": lambda: [
            number(), maybe(number()), text(), state(), maybe(text()), maybe(number()), maybe(text()),
        ],
        "plays": lambda: [number(), number(), maybe(text())],
        "loose_ends": lambda: [maybe(number()), maybe(number())],
        "waiting": lambda: [number(), maybe(text())],
        "parents": lambda: [number(), maybe(number())],
        "children": lambda: [number(), maybe(number())],
        "parts": lambda: [number(), str(chance.randint(1, 4))],
    }  # fmt: skip
    statements = [
        f"INSERT INTO {table} VALUES ({', '.join(values())})" + conflict
        for table, values in rows.items()
        for conflict in ["" if table == "waiting" else " ON CONFLICT DO NOTHING"]
        for _ in range(chance.randint(0, 15))
    ]
    chance.shuffle(statements)
    return statements
