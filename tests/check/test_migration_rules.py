"""Rules that keep migrations fit for one schema per tenant: each with what breaks it and what does not."""

from __future__ import annotations

from collections.abc import Callable, Generator
from pathlib import Path
from typing import Any

import psycopg
import pytest

from tracktion_db.check.findings import Finding
from tracktion_db.check.migrations.rules import check_all_migrations, check_migrations
from tracktion_db.check.migrations.text import code_of
from tracktion_db.migrations import apply_migrations, migrations_folder

Checked = Callable[..., list[Finding]]

# The rule, what the finding is about, a part of what it says, and the migration.
BREAKING: dict[str, tuple[str, str | None, str, str]] = {
    "schema of a table": (
        "schema-name",
        "public",
        "names the schema public",
        "CREATE TABLE public.songs (id uuid CONSTRAINT songs_pkey PRIMARY KEY);",
    ),
    "schema in quotes": (
        "schema-name",
        "public",
        "names the schema public",
        'CREATE TABLE "public" . songs (id uuid CONSTRAINT songs_pkey PRIMARY KEY);',
    ),
    "schema in a body": (
        "schema-name",
        "public",
        "names the schema public",
        """CREATE TABLE songs (id uuid CONSTRAINT songs_pkey PRIMARY KEY);
        CREATE FUNCTION count_songs() RETURNS bigint LANGUAGE plpgsql SET search_path FROM CURRENT AS $body$
        BEGIN RETURN (SELECT count(*) FROM public.songs); END $body$;""",
    ),
    "schema by its word": (
        "schema-name",
        "public",
        "names the schema public",
        "GRANT USAGE ON SCHEMA public TO PUBLIC;",
    ),
    "schema of a search_path": (
        "schema-name",
        "public",
        "search_path that names",
        "CREATE FUNCTION one() RETURNS integer LANGUAGE sql SET search_path TO public AS 'SELECT 1';",
    ),
    "no key": ("primary-key", "songs", "songs has no primary key", "CREATE TABLE songs (id uuid);"),
    "deferrable key": (
        "primary-key",
        "songs",
        "the primary key of songs is deferrable",
        "CREATE TABLE songs (id uuid CONSTRAINT songs_pkey PRIMARY KEY DEFERRABLE);",
    ),
    "integer identity": (
        "primary-key",
        "songs.id",
        "songs.id is numbered by a sequence and is integer",
        "CREATE TABLE songs (id integer GENERATED ALWAYS AS IDENTITY CONSTRAINT songs_pkey PRIMARY KEY);",
    ),
    "serial": (
        "primary-key",
        "songs.id",
        "songs.id is numbered by a sequence and is integer",
        "CREATE TABLE songs (id serial CONSTRAINT songs_pkey PRIMARY KEY);",
    ),
    "sequence": ("one-node", "song_numbers", "the sequence song_numbers", "CREATE SEQUENCE song_numbers;"),
    "materialized view": (
        "one-node",
        "songs",
        "the materialized view songs",
        "CREATE MATERIALIZED VIEW songs AS SELECT 1 AS id;",
    ),
    "search_path of the caller": (
        "search-path",
        "one",
        "one() finds its tables by the search_path of its caller",
        "CREATE FUNCTION one() RETURNS integer LANGUAGE sql AS 'SELECT 1';",
    ),
    "search_path with the schema of the caller": (
        "search-path",
        "one",
        "one() finds its tables by the search_path of its caller",
        """CREATE FUNCTION one() RETURNS text LANGUAGE sql RETURN current_schema();
        DO $$ BEGIN EXECUTE 'ALTER FUNCTION one() SET search_path = "$user"'; END $$;""",
    ),
    "rights of the owner for everybody": (
        "definer",
        "one",
        "one(counted integer) has the rights of its owner, and everybody may call it",
        """CREATE FUNCTION one(counted integer) RETURNS integer LANGUAGE sql SECURITY DEFINER RETURN counted;
        CREATE FUNCTION two() RETURNS integer LANGUAGE sql SECURITY DEFINER RETURN 2;
        REVOKE EXECUTE ON FUNCTION two() FROM PUBLIC;""",
    ),
    "rights of the owner for everybody again": (
        "definer",
        "one",
        "everybody may call it or make a trigger of it",
        """CREATE FUNCTION one() RETURNS integer LANGUAGE sql SECURITY DEFINER RETURN 1;
        REVOKE EXECUTE ON FUNCTION one() FROM PUBLIC;
        GRANT EXECUTE ON FUNCTION one() TO PUBLIC;""",
    ),
    "rights of the owner over a temporary table": (
        "definer",
        "one",
        "one() has the rights of its owner, and finds temporary tables of its caller first",
        """CREATE FUNCTION one() RETURNS integer LANGUAGE sql SECURITY DEFINER
        SET search_path FROM CURRENT AS 'SELECT 1';
        REVOKE EXECUTE ON FUNCTION one() FROM PUBLIC;""",
    ),
    "policy with a subquery": (
        "policy",
        "own",
        "looks at other rows",
        """CREATE TABLE songs (id uuid CONSTRAINT songs_pkey PRIMARY KEY, owner_id uuid);
        ALTER TABLE songs ENABLE ROW LEVEL SECURITY;
        CREATE POLICY own ON songs
        USING (EXISTS (SELECT FROM songs AS other WHERE other.id = songs.owner_id));""",
    ),
    "policy with a function": (
        "policy",
        "own",
        "looks at mine()",
        """CREATE TABLE songs (id uuid CONSTRAINT songs_pkey PRIMARY KEY, owner_id uuid);
        CREATE FUNCTION mine() RETURNS uuid LANGUAGE sql STABLE RETURN gen_random_uuid();
        CREATE POLICY own ON songs USING (TRUE) WITH CHECK (owner_id = mine());""",
    ),
    "policy by role": (
        "policy",
        "own",
        "a value of the session such as CURRENT_USER",
        """CREATE TABLE songs (id uuid CONSTRAINT songs_pkey PRIMARY KEY, owner text);
        CREATE POLICY own ON songs USING (owner = CURRENT_USER);""",
    ),
    "unnamed constraint": (
        "constraint-name",
        "songs_title_key",
        "the constraint songs_title_key of songs is named in no migration: by the server, or made by hand",
        "CREATE TABLE songs (id uuid CONSTRAINT songs_pkey PRIMARY KEY, title text UNIQUE);",
    ),
    "unnamed index": (
        "constraint-name",
        "songs_title_idx",
        "the index songs_title_idx of songs is named in no migration: by the server, or made by hand",
        """CREATE TABLE songs (id uuid CONSTRAINT songs_pkey PRIMARY KEY, title text);
        CREATE INDEX ON songs (title);""",
    ),
    "long name": (
        "constraint-name",
        "songs_" + "x" * 45,
        "has 51 bytes, more than 50",
        f"""CREATE TABLE songs (id uuid CONSTRAINT songs_pkey PRIMARY KEY);
        ALTER TABLE songs ADD CONSTRAINT songs_{"x" * 45} CHECK (TRUE);""",
    ),
    "name of two constraints": (
        "constraint-name",
        "is_true",
        "singers and songs both have a constraint is_true",
        """CREATE TABLE songs (id uuid CONSTRAINT songs_pkey PRIMARY KEY);
        ALTER TABLE songs ADD CONSTRAINT is_true CHECK (TRUE);
        CREATE TABLE singers (id uuid CONSTRAINT singers_pkey PRIMARY KEY);
        ALTER TABLE singers ADD CONSTRAINT is_true CHECK (TRUE);""",
    ),
    "two constraints at once": (
        "constraint-name",
        None,
        "together with something else",
        """CREATE TABLE songs (id uuid CONSTRAINT songs_pkey PRIMARY KEY, title text);
        ALTER TABLE songs ADD CONSTRAINT songs_a CHECK (TRUE), ADD CONSTRAINT songs_b CHECK (id = id);""",
    ),
    "column and constraint at once": (
        "constraint-name",
        None,
        "together with something else",
        """CREATE TABLE songs (id uuid CONSTRAINT songs_pkey PRIMARY KEY);
        ALTER TABLE songs ADD COLUMN title text, ADD CONSTRAINT songs_title CHECK (title <> '');""",
    ),
    "renamed constraint": (
        "constraint-name",
        None,
        "a constraint that is renamed",
        """CREATE TABLE songs (id uuid CONSTRAINT songs_key PRIMARY KEY);
        ALTER TABLE songs RENAME CONSTRAINT songs_key TO songs_pkey;""",
    ),
}
FINE: dict[str, str] = {
    "no schema but the system's": """
        CREATE TABLE songs (id uuid CONSTRAINT songs_pkey PRIMARY KEY, title text);
        CREATE VIEW titles AS SELECT songs.title, pg_catalog.length(songs.title) AS size FROM songs;
        COMMENT ON COLUMN songs.title IS 'As in public.songs.'; -- public.songs""",
    "schema of an extension": """CREATE EXTENSION btree_gin SCHEMA public;
        CREATE TABLE songs (id uuid CONSTRAINT songs_pkey PRIMARY KEY, title text);
        CREATE INDEX songs_title_gin ON songs USING gin (title public.text_ops);""",
    "the search_path of who makes it": """CREATE FUNCTION one() RETURNS integer LANGUAGE sql
        SET search_path FROM CURRENT AS 'SELECT 1';""",
    "rights of the owner for nobody else": """CREATE FUNCTION one() RETURNS integer LANGUAGE plpgsql
        SECURITY DEFINER SET search_path FROM CURRENT AS $$ BEGIN RETURN 1; END $$;
        DO $$ DECLARE path text := current_setting('search_path'); BEGIN
            EXECUTE format('ALTER FUNCTION one() SET search_path = %s, pg_temp', path);
        END $$;
        REVOKE EXECUTE ON FUNCTION one() FROM PUBLIC;
        GRANT EXECUTE ON FUNCTION one() TO pg_monitor;""",
    "body that is bound": "CREATE FUNCTION one() RETURNS integer LANGUAGE sql RETURN 1;",
    "schema of the table": """CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN EXECUTE format('INSERT INTO %I.notes DEFAULT VALUES', TG_TABLE_SCHEMA); RETURN NULL; END $$;""",
    "keys": """CREATE TABLE songs (
            id uuid CONSTRAINT songs_pkey PRIMARY KEY,
            place integer CONSTRAINT songs_place_key UNIQUE DEFERRABLE
        );
        CREATE TABLE plays (number bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT plays_pkey PRIMARY KEY);
        CREATE TABLE CounTs (number bigserial CONSTRAINT counts_pkey PRIMARY KEY);""",
    "partitions": """CREATE TABLE plays (at date CONSTRAINT plays_pkey PRIMARY KEY) PARTITION BY RANGE (at);
        CREATE INDEX plays_at_idx ON plays (at);
        CREATE TABLE plays_2026 PARTITION OF plays FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');
        ALTER TABLE plays DETACH PARTITION plays_2026;
        DROP TABLE plays_2026;
        CREATE TABLE plays_2027 PARTITION OF plays FOR VALUES FROM ('2027-01-01') TO ('2028-01-01');""",
    "policy of own columns": """CREATE TABLE songs (id uuid CONSTRAINT songs_pkey PRIMARY KEY, owner_id uuid);
        CREATE POLICY own ON songs USING (owner_id = current_setting('app.user_id')::uuid)
        WITH CHECK (owner_id = nullif(current_setting('app.user_id', true), '')::uuid);""",
    "names": f"""CREATE TABLE songs (
            id uuid CONSTRAINT songs_pkey PRIMARY KEY, title text NOT NULL,
            CONSTRAINT songs_{"x" * 44} CHECK (title <> ''), CONSTRAINT "songs, by title" UNIQUE (title)
        );
        ALTER TABLE songs ADD CONSTRAINT songs_more CHECK (title IN ('a', 'b') AND (id, id) = (id, id));
        ALTER TABLE songs ADD COLUMN year integer, ADD COLUMN label text;
        CREATE INDEX songs_year_idx ON songs (year, label);""",
}


def write(folder: Path, text: str) -> None:
    (folder / "0001.demo.songs.sql").write_text(f"-- A step.\n--\n-- depends:\n\n{text}\n", encoding="utf-8")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "steps").mkdir()
    return tmp_path / "steps"


@pytest.fixture
def checked(empty_database_url: str, folder: Path) -> Generator[Checked]:
    """Applies a migration and says what is wrong with it."""
    with psycopg.connect(empty_database_url) as connection:

        def checked(text: str) -> list[Finding]:
            write(folder, text)
            apply_migrations(empty_database_url, folder=folder)
            return check_migrations(connection, folder)

        yield checked


@pytest.mark.parametrize("name", BREAKING)
def test_what_breaks_a_rule_is_found_where_it_stands(checked: Checked, name: str) -> None:
    rule, subject, said, text = BREAKING[name]
    (finding,) = checked(text)
    assert (finding.rule, finding.subject) == (rule, subject)
    assert said in finding.problem
    assert finding.instead
    assert finding.path.endswith("0001.demo.songs.sql") and finding.line >= 5


@pytest.mark.parametrize("name", FINE)
def test_what_keeps_the_rules_is_not_found(checked: Checked, name: str) -> None:
    assert checked(FINE[name]) == []


def test_a_partition_detached_concurrently_is_found(checked: Checked, folder: Path) -> None:
    # It runs outside of a transaction, and alone.
    assert checked(FINE["partitions"]) == []
    (folder / "0002.demo.detach.sql").write_text(
        "-- A step.\n--\n-- depends: 0001.demo.songs\n-- transactional: false\n"
        "ALTER TABLE plays DETACH PARTITION plays_2027 CONCURRENTLY;\n",
        encoding="utf-8",
    )
    (folder / "0003.demo.drop.sql").write_text(
        "-- A step.\n--\n-- depends: 0002.demo.detach\n\nDROP TABLE plays_2027;\n", encoding="utf-8"
    )
    (finding,) = checked(FINE["partitions"])
    assert (finding.rule, finding.line) == ("constraint-name", 5)
    assert "detached concurrently" in finding.problem


def test_a_later_migration_may_revoke_what_is_applied_already(checked: Checked, folder: Path) -> None:
    made = "CREATE FUNCTION one() RETURNS integer LANGUAGE sql SECURITY DEFINER RETURN 1;"
    (finding,) = checked(made)
    assert (finding.rule, finding.subject) == ("definer", "one")
    (folder / "0002.demo.revoked.sql").write_text(
        "-- A step.\n--\n-- depends: 0001.demo.songs\n\nREVOKE EXECUTE ON FUNCTION one() FROM PUBLIC;\n",
        encoding="utf-8",
    )
    assert checked(made) == []


def test_a_rollback_names_no_schema_either(checked: Checked, folder: Path) -> None:
    (folder / "0001.demo.songs.rollback.sql").write_text("DROP TABLE public.songs;\n", encoding="utf-8")
    (finding,) = checked("CREATE TABLE songs (id uuid CONSTRAINT songs_pkey PRIMARY KEY);")
    assert (finding.rule, finding.subject) == ("schema-name", "public")
    assert finding.path.endswith(".rollback.sql")


def test_what_other_hands_made_is_not_judged(checked: Checked, empty_database_url: str, folder: Path) -> None:
    with psycopg.connect(empty_database_url) as connection:
        connection.execute("CREATE TABLE elsewhere (id serial, title text UNIQUE)")
    assert checked("CREATE TABLE songs (id uuid CONSTRAINT songs_pkey PRIMARY KEY);") == []


WAIVER = """[[waive]]
rule = "one-node"
subject = "songs"
reason = "readers go on reading while it is refreshed"
"""


def test_a_waiver_keeps_a_finding_and_its_reason_apart(
    checked: Checked, empty_database_url: str, folder: Path
) -> None:
    (folder / "waivers.toml").write_text(WAIVER, encoding="utf-8")
    assert checked(BREAKING["materialized view"][3]) == []
    with psycopg.connect(empty_database_url) as connection:
        ((finding, reason),) = check_all_migrations(connection, folder).waived
    assert (finding.rule, finding.subject) == ("one-node", "songs")
    assert reason == "readers go on reading while it is refreshed"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (WAIVER.replace('"songs"', '"singers"'), "nothing to waive: one-node finds nothing about singers"),
        (WAIVER.replace('"one-node"', '"one-nod"'), "a bad waiver"),
        (WAIVER.replace("readers go on reading while it is refreshed", " "), "a bad waiver"),
        (WAIVER + "because = 1\n", "a bad waiver"),
        ("[waive]\n", "something else than waivers"),
        ("[[waive]\n", "not TOML"),
    ],
    ids=["needless", "no such rule", "no reason", "unknown key", "no list", "no TOML"],
)
def test_a_wrong_waiver_is_a_finding_itself(checked: Checked, folder: Path, text: str, said: str) -> None:
    (folder / "waivers.toml").write_text(text, encoding="utf-8")
    found = checked(BREAKING["materialized view"][3])
    assert sorted([finding.rule for finding in found]) == ["one-node", "waiver"]
    (wrong,) = [finding for finding in found if finding.rule == "waiver"]
    assert said in wrong.problem and wrong.path.endswith("waivers.toml")


def test_of_our_own_migrations_one_relation_lives_on_one_node(database_url: str) -> None:
    with psycopg.connect(database_url) as connection:
        found, waived = check_all_migrations(connection, migrations_folder())
    told: list[Any] = [(finding.rule, finding.subject) for finding in [*found, *[one for one, _ in waived]]]
    assert told == [("one-node", "recording_statistics"), ("policy", "sessions_expired")]


def test_of_our_own_migrations_the_last_revocation_is_needed(database_url: str) -> None:
    with psycopg.connect(database_url) as connection, connection.transaction(force_rollback=True):
        rollback = migrations_folder() / "0023.sync.revoked_functions.rollback.sql"
        connection.execute(rollback.read_bytes())
        found = check_migrations(connection, migrations_folder())
    assert sorted([(finding.rule, finding.subject) for finding in found]) == [
        ("definer", "metadata_to_graph"),
        ("definer", "recordings_to_graph"),
        ("definer", "tracklists_to_graph"),
    ]
    assert {Path(finding.path).name for finding in found} == {"0015.sync.graph_outbox.sql"}


def test_code_stays_at_its_offsets() -> None:
    text = "SELECT 'a.b', E'\\'' /* c.d */, $x$ e.f -- g\n 'h' $x$, \"i.j\" -- k"
    code = code_of(text)
    assert len(code) == len(text)
    assert code.split() == ["SELECT", "'", "',", "'", "'", ",", "e.f", "'", "'", ",", '"i.j"']
