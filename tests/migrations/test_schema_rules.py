"""Rules that hold for every table, index, constraint and function of the migrated database."""

from __future__ import annotations

import re
import tomllib

import pytest

from tests.fixtures.extensions import own_migrations, own_statements
from tests.migrations.conftest import Connection
from tracktion_db.migrations.files import MigrationFile
from tracktion_db.statements import sql_folder

FILES = own_migrations()
TEXT = "\n".join(file.source.text for file in FILES)

# PostgreSQL 18 lists NOT NULL as constraints; they are told apart by their column, never by a name.
# A partition has the constraints and indexes of the whole.
CONSTRAINTS = """
    SELECT constraint_.conname FROM pg_constraint AS constraint_
    JOIN pg_class AS class ON class.oid = constraint_.conrelid
    WHERE constraint_.connamespace = current_schema()::regnamespace
        AND constraint_.contype <> 'n' AND NOT class.relispartition AND class.relname NOT LIKE '\\_yoyo%'
"""
INDEXES = """
    SELECT class.relname, obj_description(class.oid), index.indisunique, index.indisvalid
    FROM pg_index AS index JOIN pg_class AS class ON class.oid = index.indexrelid
    WHERE class.relnamespace = current_schema()::regnamespace AND class.relname NOT LIKE '\\_yoyo%'
        AND NOT class.relispartition
"""
TABLES = """
    SELECT class.oid, class.relname FROM pg_class AS class
    WHERE class.relkind IN ('r', 'p') AND class.relnamespace = current_schema()::regnamespace
        AND NOT class.relispartition AND class.relname NOT LIKE '\\_yoyo%'
"""
RULE_TRIGGERS = """
    SELECT trigger.tgname FROM pg_trigger AS trigger
    JOIN pg_proc AS function ON function.oid = trigger.tgfoid
    WHERE NOT trigger.tgisinternal AND function.prosrc ~ '\\mRAISE\\M'
"""
FOREIGN_KEYS = """
    SELECT constraint_.conname, constraint_.confdeltype, EXISTS (
        SELECT FROM pg_index AS index
        WHERE index.indrelid = constraint_.conrelid AND index.indpred IS NULL AND index.indisvalid
            AND (index.indkey::smallint[])[0:cardinality(constraint_.conkey) - 1] = constraint_.conkey
    )
    FROM pg_constraint AS constraint_
    WHERE constraint_.contype = 'f' AND constraint_.connamespace = current_schema()::regnamespace
"""
FUNCTIONS = """
    SELECT function.proname, function.prosqlbody IS NOT NULL OR EXISTS (
        SELECT FROM unnest(function.proconfig) AS setting WHERE setting LIKE 'search\\_path=%'
    )
    FROM pg_proc AS function WHERE function.pronamespace = current_schema()::regnamespace
        AND NOT EXISTS (SELECT FROM pg_depend WHERE objid = function.oid AND deptype = 'e')
"""


def names(connection: Connection, query: str) -> set[str]:
    return {row[0] for row in connection.execute(query.encode()).fetchall()}


def unindexed_foreign_keys(connection: Connection) -> set[str]:
    return {row[0] for row in connection.execute(FOREIGN_KEYS).fetchall() if not row[2]}


def functions_with_mutable_path(connection: Connection) -> set[str]:
    return {row[0] for row in connection.execute(FUNCTIONS).fetchall() if not row[1]}


def test_constraints_toml_is_the_closed_set_of_names_that_errors_may_have(migrated: Connection) -> None:
    files = {one.path.parent / "constraints.toml" for one in own_statements().values()}
    listed = {
        name for file in files if file.exists() for name in tomllib.loads(file.read_text(encoding="utf-8"))
    }
    unique = {row[0] for row in migrated.execute(INDEXES).fetchall() if row[2]}
    assert listed == names(migrated, CONSTRAINTS) | unique | names(migrated, RULE_TRIGGERS)


def test_every_constraint_index_and_trigger_is_named_in_a_file_with_at_most_50_bytes(
    migrated: Connection,
) -> None:
    found = names(migrated, CONSTRAINTS) | names(migrated, INDEXES) | names(migrated, RULE_TRIGGERS)
    assert len(found) > 40
    assert [name for name in found if len(name.encode()) > 50] == []
    assert [name for name in found if not re.search(rf"\b{name}\b", TEXT)] == []


def test_every_constraint_holds_for_the_rows_that_were_there_before_it(migrated: Connection) -> None:
    assert migrated.execute("SELECT conname FROM pg_constraint WHERE NOT convalidated").fetchall() == []


def test_every_index_says_which_statement_it_serves(migrated: Connection) -> None:
    statements = {f"{path.parent.name}.{path.stem}" for path in sql_folder().glob("*/*.sql")}
    for name, comment, _, is_valid in migrated.execute(INDEXES).fetchall():
        assert is_valid, name
        served = set(re.findall(r"\b[a-z_]+\.[a-z_]+\b", comment or ""))
        assert served and served <= statements, f"{name}: {comment}"


def test_every_foreign_key_has_an_index_and_says_what_deletion_does(migrated: Connection) -> None:
    rows = migrated.execute(FOREIGN_KEYS).fetchall()
    assert rows
    assert unindexed_foreign_keys(migrated) == set()
    assert [name for name, action, _ in rows if action == "a"] == []


def test_an_unindexed_foreign_key_is_found(migrated: Connection) -> None:
    migrated.execute("CREATE TABLE loose (id uuid CONSTRAINT loose_fkey REFERENCES recordings (id))")
    assert unindexed_foreign_keys(migrated) == {"loose_fkey"}


def test_no_function_depends_on_the_callers_search_path(migrated: Connection) -> None:
    assert functions_with_mutable_path(migrated) == set()


def test_a_function_with_a_mutable_search_path_is_found(migrated: Connection) -> None:
    migrated.execute("CREATE FUNCTION loose() RETURNS integer LANGUAGE sql AS 'SELECT 1'")
    assert functions_with_mutable_path(migrated) == {"loose"}


# Rows that never change have one time.
APPEND_ONLY = {
    "audio_track_status_changes": "changed_at",
    "config_changes": "changed_at",
    "graph_outbox": "created_at",
    "messages": "created_at",
}
# Nothing refers to a word or a setting but by itself, to a change but by its number, to the one fence at all.
NATURAL_KEYS = {"config", "search_words", "graph_outbox", "graph_fence"}


def test_every_table_has_a_uuid_key_times_and_a_comment(migrated: Connection) -> None:
    tables = migrated.execute(TABLES).fetchall()
    assert tables
    for oid, name in tables:
        columns = {
            row[0]: row[1:]
            for row in migrated.execute(
                """
                SELECT attname, format_type(atttypid, atttypmod), attnotnull, atthasdef
                FROM pg_attribute WHERE attrelid = %s AND attnum > 0 AND NOT attisdropped
                """,
                [oid],
            ).fetchall()
        }
        if name not in NATURAL_KEYS:
            assert columns["id"] == ("uuid", True, True), name
        times = [APPEND_ONLY[name]] if name in APPEND_ONLY else ["created_at", "updated_at"]
        for time in times:
            assert columns[time] == ("timestamp with time zone", True, True), name
        assert not {kind for kind, *_ in columns.values()} & {"timestamp without time zone", "xid8"}, name
        comment, keys, triggers = migrated.execute(
            """
            SELECT obj_description(%(oid)s),
                (SELECT count(*) FROM pg_constraint
                WHERE conrelid = %(oid)s AND contype = 'p' AND NOT condeferrable),
                (SELECT count(*) FROM pg_trigger
                WHERE tgrelid = %(oid)s AND tgfoid = 'set_updated_at'::regproc)
            """,
            {"oid": oid},
        ).fetchall()[0]
        assert comment and keys == 1 and triggers == (name not in APPEND_ONLY), name


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.id)
def test_a_migration_names_no_schema_and_has_a_rollback_and_a_purpose(file: MigrationFile) -> None:
    code = re.sub(r"--[^\n]*|'(?:[^']|'')*'", "", file.source.text)
    assert not re.search(r"\b(?:public|pg_catalog)\.|\bSEQUENCE\b|\bMERGE\b|\bNOTIFY\b", code)
    assert not re.search(r"ALTER TABLE[^;]*,\s*ADD\b", code), "one ALTER TABLE per constraint"
    assert "TG_TABLE_NAME" not in code and "TG_RELID" not in code
    assert file.rollback().text
    assert re.match(r"-- [A-Z][^\n]+\.\n", file.source.text)
