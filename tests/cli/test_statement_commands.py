"""``tracktion-db describe``, ``impact``, ``unused`` and ``grants``, as people run them."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from psycopg.conninfo import make_conninfo

from tests.cli.support import command
from tests.statements.files import write_file


def test_describe_takes_a_file_without_a_header(migrated: Path) -> None:
    path = write_file(migrated, "SELECT file_name FROM recordings WHERE id = :id;", "radio/get_file_name.sql")
    shown = command("describe", str(path))
    assert shown.exit_code == 0, shown.output
    assert "-- :param id: uuid  what it is\n-- :returns: at most one radio.FileName" in shown.stdout
    assert "class FileName(Record):" in shown.stdout
    told: Mapping[str, Any] = json.loads(command("describe", str(path), "--json").stdout)
    assert told["reads"] == {"recordings": ["file_name", "id"]}
    assert told["cardinality"]["kind"] == "at most one"
    write_file(migrated, "SELECT 1 FROM nowhere;", "radio/get_file_name.sql")
    refused = command("describe", str(path))
    assert refused.exit_code == 2
    assert 'relation "nowhere" does not exist' in refused.stderr


def test_impact_names_what_has_to_do_with_a_column(migrated: Path) -> None:
    shown = command("impact", "recordings.file_hash").stdout
    assert shown.startswith("recordings.file_hash\n\nreads\n  catalog.add_each_recording\n")
    told = json.loads(command("impact", "recordings.file_hash", "--json").stdout)
    assert {"name": "catalog.get_recording", "is_mention": False} in told["reads"]
    assert {"name": "catalog.Recording.file_hash", "is_mention": False} in told["records"]
    unknown = command("impact", "recordings.file_hsh")
    assert unknown.exit_code == 2
    assert "nearest: file_hash" in unknown.stderr


def test_unused_lists_what_nobody_uses(migrated: Path) -> None:
    done = command("unused", "--json")
    assert done.exit_code == 0, done.output
    assert list(json.loads(done.stdout)) == ["statements", "calls", "tables", "columns", "indexes", "notes"]


def test_grants_are_statements_for_psql(migrated: Path) -> None:
    done = command("grants", "--role", "app")
    assert done.exit_code == 0, done.output
    assert 'GRANT DELETE ON TABLE "recordings" TO "app";' in done.stdout.splitlines()
    assert command("grants").exit_code == 2


def test_a_role_without_rights_is_told_so_without_a_traceback(
    migrated: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    as_somebody = make_conninfo(os.environ["DATABASE_URL"], options="-c role=pg_monitor")
    monkeypatch.setenv("DATABASE_URL", as_somebody)
    done = command("unused")
    assert (done.exit_code, done.stdout) == (2, ""), done.output
    (line,) = done.stderr.splitlines()
    assert line.startswith("error: this role lacks rights: permission denied for ")
    assert "tracktion-db grants --role ROLE" in line
