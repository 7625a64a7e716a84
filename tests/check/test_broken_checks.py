"""Breaking one statement of ours makes exactly one finding of all rules together appear."""

from __future__ import annotations

from collections.abc import Generator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from pytest_postgresql.executors import NoopExecutor

from tests.check.test_broken_statements import BROKEN as BROKEN_FOR_ONE_RULE
from tests.fixtures.server import Server
from tests.statements.files import write_file
from tracktion_db.check import check_all
from tracktion_db.check.findings import finding_of
from tracktion_db.check.packages import import_package
from tracktion_db.check.rules import RULES
from tracktion_db.statements import Statements, read_statements, sql_folder

STATEMENTS = Statements.load(sql_folder())
# Rule, subject, statement, what is written there, what is written instead.
BROKEN = [
    ("load", None, "get_recording", "-- :returns: at most one", "-- :returns: maybe"),
    ("load", None, "get_recordings", "-- :access: read", "-- :acess: read"),
    ("prepare", None, "get_recording", "recording.file_hash,", "recording.file_hsh,"),
    ("prepare", None, "get_recording", "recording_id: uuid", "recording_id: bigint"),
    ("record", None, "get_recording", "catalog.Recording", "catalog.Recordin"),
    ("columns", "mime_type", "get_recording", "recording.mime_type,", ""),
    ("columns", "mime", "get_recording", "recording.mime_type,", "recording.mime_type AS mime,"),
    ("columns", "nothing", "get_recording", "recording.mime_type,", "recording.mime_type, 1 AS nothing,"),
    ("type", "file_size", "get_recording", "recording.file_size,", "recording.file_size::text,"),
    ("type", "created_at", "get_recording", "recording.created_at,", "recording.created_at::date,"),
    ("type", "status", "get_recording", "recording.status,", "ARRAY[recording.status] AS status,"),
    ("nullable", "file_name", "get_recording", "recording.file_name,", "recording.file_hash AS file_name,"),
    ("cardinality", None, "get_metadata", "entry.key = :key", "entry.key >= :key"),
    ("read-only", None, "get_recording", "WHERE recording.id = :recording_id",
     "WHERE recording.id = :recording_id AND (SELECT set_config('jit', 'off', true)) = 'off'"),
    ("read-only", None, "get_recording", "-- :access: read\n", ""),
    ("order", None, "list_metadata", "ORDER BY", "ORDER BY entry.value_type ASC; --"),
    ("keyset", None, "list_tracklists", "tracklist.id DESC", "tracklist.id ASC"),
    ("index", None, "remove_recording", "recording.id = :", "recording.mime_type <> '' OR recording.id = :"),
    ("owner", None, "get_recording", "-- :access: read",
     "-- :set: app.user_id = recording_id\n-- :access: read"),
    ("waiver", None, "get_recording", "-- :access: read", "-- :waive index: small\n-- :access: read"),
    ("waiver", "status", "get_recording", "-- :access: read",
     "-- :waive nullable status: none is needed\n-- :access: read"),
]  # fmt: skip


# Broken in test_migration_rules: no statement of ours makes a table.
OF_MIGRATIONS = {"primary-key", "one-node", "search-path", "policy", "constraint-name", "definer"}
# Broken in tests/graph/test_cypher_check.py.
OF_CYPHER = {"scan"}


def test_every_rule_of_statements_has_a_broken_statement() -> None:
    assert {rule for rule, *_ in [*BROKEN, *BROKEN_FOR_ONE_RULE]} == set(RULES) - OF_MIGRATIONS - OF_CYPHER


@pytest.fixture(scope="module")
def connection(server: Server, postgresql_noproc: NoopExecutor) -> Generator[psycopg.Connection[Any]]:
    import_package("tracktion_db")
    with (
        server.clean_database(postgresql_noproc.template_dbname) as url,
        psycopg.connect(url) as connection,
    ):
        yield connection


@pytest.mark.parametrize(
    ("rule", "subject", "name", "written", "broken"),
    BROKEN,
    ids=[f"{one[0]}-{number}" for number, one in enumerate(BROKEN)],
)
def test_a_broken_statement_has_exactly_this_finding(
    connection: psycopg.Connection[Any],
    tmp_path: Path,
    rule: str,
    subject: str | None,
    name: str,
    written: str,
    broken: str,
) -> None:
    text = STATEMENTS[f"catalog.{name}"].text
    assert written in text
    write_file(tmp_path, text.replace(written, broken, 1), f"catalog/{name}.sql")
    statements, errors = read_statements([tmp_path / "catalog"])
    found = [finding_of(error, "load") for error in errors]
    others = [other for other in STATEMENTS.values() if other.name != f"catalog.{name}"]
    found += check_all(statements, connection, beside=others).findings
    assert [(one.rule, one.subject) for one in found] == [(rule, subject)], [str(one) for one in found]
    assert found[0].instead or rule == "prepare"
