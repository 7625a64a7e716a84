"""A statement is read-only if nothing that it runs writes, locks or is volatile, wherever that stands."""

from __future__ import annotations

from collections.abc import Generator
from pathlib import Path
from typing import Any

import psycopg
import pytest

from tests.check.support import analysed
from tests.fixtures.extensions import own_statements
from tracktion_db.check.reach.read_only import check_read_only, read_only
from tracktion_db.check.reading.analysis import Analysed, analyse
from tracktion_db.check.reading.server import ServerCatalog
from tracktion_db.check.reading.session import Session

Connection = psycopg.Connection[Any]

SCHEMA = """
    CREATE SEQUENCE numbers;
    CREATE DOMAIN odd AS integer CHECK (VALUE % 2 = 1);
    CREATE DOMAIN lucky AS integer CHECK (VALUE > random() * 10);
    CREATE TABLE shows (id integer PRIMARY KEY, name text NOT NULL, host text, number odd);
    CREATE TABLE guarded (id integer PRIMARY KEY);
    CREATE VIEW named AS SELECT show.id, show.name FROM shows AS show;
    CREATE VIEW shuffled AS SELECT show.id, random() AS place FROM shows AS show;
    CREATE VIEW above AS SELECT s.id FROM shuffled AS s;
    CREATE VIEW locked AS SELECT show.id FROM shows AS show FOR UPDATE;
    CREATE MATERIALIZED VIEW counted AS SELECT count(*) AS shows, random() AS place FROM shows;
    CREATE FUNCTION pure(n integer) RETURNS integer LANGUAGE sql IMMUTABLE RETURN n + 1;
    CREATE FUNCTION undeclared() RETURNS bigint LANGUAGE sql BEGIN ATOMIC SELECT count(*) FROM shows; END;
    CREATE FUNCTION lying() RETURNS double precision LANGUAGE sql STABLE BEGIN ATOMIC SELECT random(); END;
    CREATE FUNCTION lying_text(n integer) RETURNS double precision LANGUAGE sql STABLE
        AS $$ SELECT random() * n -- as text $$;
    CREATE FUNCTION honest_text(n integer, OUT twice integer) LANGUAGE sql STABLE AS $$ SELECT n * 2; $$;
    CREATE FUNCTION adding() RETURNS void LANGUAGE sql AS $$ INSERT INTO shows VALUES (7, 'a') $$;
    CREATE FUNCTION several() RETURNS bigint LANGUAGE sql STABLE
        AS $$ SELECT 1; DELETE FROM shows; SELECT count(*) FROM shows $$;
    CREATE FUNCTION lower_down() RETURNS double precision LANGUAGE sql STABLE RETURN lying();
    CREATE FUNCTION any_of(n anyelement) RETURNS anyelement LANGUAGE sql STABLE AS $$ SELECT n $$;
    CREATE SCHEMA other;
    CREATE TABLE other.hidden (id integer);
    CREATE FUNCTION elsewhere() RETURNS bigint LANGUAGE sql STABLE SET search_path = other
        AS $$ SELECT count(*) FROM hidden $$;
    CREATE FUNCTION said_stable() RETURNS integer LANGUAGE plpgsql STABLE AS $$ BEGIN RETURN 1; END $$;
    CREATE FUNCTION said_volatile() RETURNS integer LANGUAGE plpgsql AS $$ BEGIN RETURN 1; END $$;
    CREATE FUNCTION add_up(state double precision, n integer) RETURNS double precision
        LANGUAGE sql IMMUTABLE AS $$ SELECT state + n * random() $$;
    CREATE AGGREGATE unsteady_sum(integer) (SFUNC = add_up, STYPE = double precision, INITCOND = '0');
    CREATE FUNCTION near(a integer, b integer) RETURNS boolean LANGUAGE sql RETURN abs(a - b) < random();
    CREATE OPERATOR <~> (LEFTARG = integer, RIGHTARG = integer, FUNCTION = near);
    CREATE FUNCTION is_mine(n integer) RETURNS boolean LANGUAGE plpgsql STABLE
        AS $$ BEGIN RETURN true; END $$;
    ALTER TABLE guarded ENABLE ROW LEVEL SECURITY;
    CREATE POLICY mine ON guarded USING (is_mine(id));
"""
PROVED = {
    "a select": "SELECT show.name FROM shows AS show WHERE show.id = 5 ORDER BY show.name LIMIT 5",
    "a view": "SELECT n.name FROM named AS n",
    "a materialized view, whatever it was made from": "SELECT c.place FROM counted AS c",
    "a function of SQL": "SELECT pure(show.id) FROM shows AS show",
    "a function of SQL that is volatile by default": "SELECT undeclared()",
    "a function of SQL as text, with OUT": "SELECT honest_text(2)",
    "a function with a search_path of its own": "SELECT elsewhere()",
    "now() and the like": "SELECT now(), current_date, current_user, current_setting('search_path')",
    "aggregates, windows and sorting": "SELECT sum(show.id), max(sum(show.id)) OVER () FROM shows AS show",
    "casts by text": "SELECT show.id::text::numeric, '{1,2}'::text::integer[] FROM shows AS show",
    "a domain": "SELECT show.id::odd FROM shows AS show",
    "JSON": "SELECT jsonb_build_object('a', 1) ->> 'a', ('{}'::jsonb)['a']",
    "recursion": (
        "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT n.i + 1 FROM n WHERE n.i < 5) SELECT n.i FROM n"
    ),
    "a sample": "SELECT show.id FROM shows AS show TABLESAMPLE system (50)",
    "SHOW": "SHOW search_path",
}
REFUSED = {
    "INSERT": ("INSERT INTO shows (id, name) VALUES (1, 'a')", "INSERT writes"),
    "UPDATE": ("UPDATE shows SET name = 'a' WHERE id = 1", "UPDATE writes"),
    "DELETE": ("DELETE FROM shows WHERE id = 1", "DELETE writes"),
    "MERGE": (
        "MERGE INTO shows AS s USING named AS n ON s.id = n.id WHEN MATCHED THEN DELETE",
        "MERGE writes",
    ),
    "a modifying CTE": (
        "WITH gone AS (DELETE FROM shows WHERE id = 1 RETURNING id) SELECT gone.id FROM gone",
        "DELETE writes",
    ),
    "FOR UPDATE": ("SELECT s.id FROM shows AS s FOR UPDATE", "FOR UPDATE or FOR SHARE locks rows"),
    "FOR KEY SHARE below": (
        "SELECT s.id FROM (SELECT t.id FROM shows AS t FOR KEY SHARE) AS s",
        "FOR UPDATE or FOR SHARE locks rows",
    ),
    "a locking view": ("SELECT l.id FROM locked AS l", "FOR UPDATE or FOR SHARE locks rows in view locked"),
    "nextval": ("SELECT nextval('numbers')", "nextval() is volatile"),
    "an advisory lock": ("SELECT pg_advisory_xact_lock(1)", "pg_advisory_xact_lock() is volatile"),
    "set_config": ("SELECT set_config('a.b', 'c', true)", "set_config() is volatile"),
    "clock_timestamp": ("SELECT clock_timestamp()", "clock_timestamp() is volatile"),
    "a transaction's number": (
        "SELECT pg_current_xact_id()",
        "pg_current_xact_id() gives the transaction a number",
    ),
    "random in LIMIT": ("SELECT s.id FROM shows AS s LIMIT (random() * 5)::integer", "random() is volatile"),
    "random in ORDER BY": ("SELECT s.id FROM shows AS s ORDER BY random()", "random() is volatile"),
    "random in FILTER": (
        "SELECT count(*) FILTER (WHERE random() < 0.5) FROM shows",
        "random() is volatile",
    ),
    "random in a window's frame": (
        "SELECT sum(s.id) OVER (ORDER BY s.id ROWS (random() * 5)::integer PRECEDING) FROM shows AS s",
        "random() is volatile",
    ),
    "random in a join": (
        "SELECT a.id FROM shows AS a LEFT JOIN shows AS b ON random() < 0.5",
        "random() is volatile",
    ),
    "random in FROM": ("SELECT r.n FROM random() AS r (n)", "random() is volatile"),
    "random in VALUES": ("SELECT v.n FROM (VALUES (1), (random())) AS v (n)", "random() is volatile"),
    "random in a set operation": ("SELECT 1 UNION ALL SELECT random()", "random() is volatile"),
    "a volatile view": ("SELECT s.id FROM shuffled AS s", "random() is volatile in view shuffled"),
    "a view above it": ("SELECT a.id FROM above AS a", "random() is volatile in view shuffled in view above"),
    "a function that is not what it says": ("SELECT lying()", "random() is volatile in function lying()"),
    "the same as text": ("SELECT lying_text(1)", "random() is volatile in function lying_text(integer)"),
    "one that calls it": (
        "SELECT lower_down()",
        "random() is volatile in function lying() in function lower_down()",
    ),
    "a function that writes": ("SELECT adding()", "INSERT writes in function adding()"),
    "one that cannot be analysed": (
        "SELECT any_of(1)",
        "function any_of(anyelement) is not understood (its body cannot be analysed:"
        " SQL function with unquoted function body cannot have polymorphic arguments)",
    ),
    "plpgsql, declared stable": (
        "SELECT said_stable()",
        "plpgsql function said_stable() is only declared stable",
    ),
    "plpgsql": (
        "SELECT said_volatile()",
        "plpgsql function said_volatile() is volatile",
    ),
    "an aggregate's transition": (
        "SELECT unsteady_sum(s.id) FROM shows AS s",
        "random() is volatile in function add_up(double precision,integer)",
    ),
    "an operator": (
        "SELECT s.id FROM shows AS s WHERE s.id <~> 5",
        "random() is volatile in function near(integer,integer)",
    ),
    "an operator of ANY": (
        "SELECT s.id FROM shows AS s WHERE s.id <~> ANY('{1,2}')",
        "random() is volatile in function near(integer,integer)",
    ),
    "a domain's check": ("SELECT s.id::lucky FROM shows AS s", "random() is volatile in domain lucky"),
    "a policy": (
        "SELECT g.id FROM guarded AS g",
        "plpgsql function is_mine(integer) is only declared stable in policies of guarded",
    ),
    "REFRESH": ("REFRESH MATERIALIZED VIEW counted", "REFRESH is a command that may write"),
    "COPY": ("COPY shows (id, name) FROM STDIN (FORMAT BINARY)", "INSERT writes"),
}


@pytest.fixture
def schema(connection: Connection) -> Generator[Connection]:
    connection.execute(SCHEMA)
    with connection.transaction(force_rollback=True):
        yield connection


@pytest.mark.parametrize("text", PROVED.values(), ids=PROVED.keys())
def test_what_only_reads_is_proved(schema: Connection, tmp_path: Path, text: str) -> None:
    found = read_only(analysed(schema, tmp_path, f"{text};"))
    assert found.proved, found.because


@pytest.mark.parametrize(("text", "because"), REFUSED.values(), ids=REFUSED.keys())
def test_what_may_write_is_not_proved_and_says_where(
    schema: Connection, tmp_path: Path, text: str, because: str
) -> None:
    parameters = ["id: integer", "name: text"] if text.startswith("COPY") else []
    returns = "count" if parameters else "nothing"
    assert read_only(analysed(schema, tmp_path, f"{text};", *parameters, returns=returns)) == (False, because)


def test_a_body_of_several_statements_is_not_half_read(schema: Connection, tmp_path: Path) -> None:
    found = read_only(analysed(schema, tmp_path, "SELECT several();"))
    assert found == (False, "DELETE writes in function several()")


def test_a_body_that_would_end_the_function_is_not_run(schema: Connection, tmp_path: Path) -> None:
    schema.execute("SET LOCAL check_function_bodies = off")
    schema.execute(
        "CREATE FUNCTION smuggling() RETURNS integer LANGUAGE sql STABLE AS"
        " $$ SELECT 1; END; DROP TABLE shows; CREATE FUNCTION pg_temp.x() RETURNS void LANGUAGE sql"
        " BEGIN ATOMIC SELECT 1 $$"
    )
    found = read_only(analysed(schema, tmp_path, "SELECT smuggling();"))
    assert not found.proved
    assert "cannot insert multiple commands" in found.because
    assert schema.execute("SELECT to_regclass('shows') IS NOT NULL").fetchone() == (True,)


def test_foreign_tables_are_not_proved(schema: Connection, tmp_path: Path) -> None:
    schema.execute("CREATE FOREIGN DATA WRAPPER w; CREATE SERVER s FOREIGN DATA WRAPPER w")
    schema.execute("CREATE FOREIGN TABLE far (id integer) SERVER s")
    found = read_only(analysed(schema, tmp_path, "SELECT f.id FROM far AS f;"))
    assert found == (False, "what another server does for f is not known")


def test_a_type_whose_output_is_volatile_is_not_proved(schema: Connection, tmp_path: Path) -> None:
    schema.execute("""
        CREATE TYPE strange;
        CREATE FUNCTION strange_in(cstring) RETURNS strange LANGUAGE internal IMMUTABLE STRICT AS 'int4in';
        CREATE FUNCTION strange_out(strange) RETURNS cstring LANGUAGE internal STRICT AS 'int4out';
        CREATE TYPE strange (INPUT = strange_in, OUTPUT = strange_out, LIKE = integer);
        CREATE TABLE odd_ones (id strange)
    """)
    because = "strange_out() of the type strange is volatile"
    for text in (
        "SELECT one.id FROM odd_ones AS one",
        "SELECT ARRAY[one.id] FROM odd_ones AS one",
        "SELECT one.id::text::integer FROM odd_ones AS one",
    ):
        assert read_only(analysed(schema, tmp_path, f"{text};")) == (False, because)
    assert read_only(analysed(schema, tmp_path, "SELECT count(*) FROM odd_ones;")).proved


def test_a_claim_without_a_proof_is_a_finding_at_the_claim(schema: Connection, tmp_path: Path) -> None:
    one = analysed(
        schema, tmp_path, "SELECT s.id FROM shuffled AS s ORDER BY s.id ASC;", returns="many", access="read"
    )
    (finding,) = check_read_only(one)
    assert (finding.rule, finding.line, finding.column) == ("read-only", 4, 4)
    assert finding.problem == ":access: read, but random() is volatile in view shuffled"
    assert "remove the line :access: read" in finding.instead


def test_a_proof_without_a_claim_is_a_finding_where_rows_come_back(
    schema: Connection, tmp_path: Path
) -> None:
    (finding,) = check_read_only(
        analysed(schema, tmp_path, "SELECT n.id FROM named AS n ORDER BY n.id ASC;", returns="many")
    )
    assert (finding.rule, finding.line) == ("read-only", 3)
    assert "write :access: read" in finding.instead
    quiet = analysed(schema, tmp_path, "SELECT n.id FROM named AS n ORDER BY n.id ASC;", returns="nothing")
    assert list(check_read_only(quiet)) == []
    said = analysed(
        schema, tmp_path, "SELECT n.id FROM named AS n ORDER BY n.id ASC;", returns="many", access="read"
    )
    assert list(check_read_only(said)) == []


def test_of_our_statements_every_claim_is_proved_or_waived(database_url: str) -> None:
    found: dict[str, str] = {}
    waived: set[str] = set()
    claims = 0
    with psycopg.connect(database_url) as connection, Session.open(connection) as session:
        server = ServerCatalog(session)
        for statement in own_statements().values():
            one = analyse(session, server, statement)
            assert isinstance(one, Analysed)
            claims += statement.reads_only
            waived |= {statement.name for waiver in statement.waivers if waiver.rule == "read-only"}
            for finding in check_read_only(one):
                found[statement.name] = finding.problem
    assert claims > 40
    assert set(found) == waived
    # The server answers it from memory: volatile, because a standby may become the primary meanwhile.
    assert found.pop("health.get_server") == ":access: read, but pg_is_in_recovery() is volatile"
    assert found.pop("sync.get_fence") == ":access: read, but pg_control_system() is volatile"
    # EXPLAIN is a command, so what runs it is volatile.
    assert found.pop("library.estimate_audio_tracks").endswith(" is volatile")
    assert all("is only declared immutable" in problem for problem in found.values())


def test_what_is_proved_runs_in_a_read_only_transaction(schema: Connection) -> None:
    schema.execute("SET LOCAL transaction_read_only = on")
    for text in PROVED.values():
        schema.execute(text.encode())
    for text in (REFUSED["INSERT"][0], REFUSED["nextval"][0], REFUSED["a function that writes"][0]):
        with pytest.raises(psycopg.errors.ReadOnlySqlTransaction):
            with schema.transaction():
                schema.execute(text.encode())
