"""``tracktion-db check``, as people and CI run it."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from psycopg.conninfo import make_conninfo

import tracktion_db
from tests.cli.support import command
from tests.statements.files import write_file
from tracktion_db.statements import sql_folder

GET_RECORDING = str(sql_folder() / "catalog" / "get_recording.sql")
SUMMARY = r"statements?: .*, [0-9]+\.[0-9] s on PostgreSQL [0-9]+\.[0-9]+"
WRONG = """\
-- Find the name of one recording.
--
-- :param recording_id: uuid  the recording
-- :returns: at most one
-- :access: read
SELECT recording.file_nam FROM recordings AS recording WHERE recording.id = :recording_id;
"""
PACKAGE = {
    "radio/__init__.py": "",
    "radio/__main__.py": "raise SystemExit('it was run')",
    "radio/records.py": (
        "from tracktion_db import Record\n\n\nclass Show(Record):\n    id: int\n    title: str | None\n"
    ),
    "radio/statements.py": (
        "from pathlib import Path\n\nfrom tracktion_db import Statements\n\n"
        "sql = Statements.load(Path(__file__).parent / 'sql')\n"
    ),
    "radio/sql/radio/get_show.sql": (
        "-- Find one show.\n--\n-- :param show_id: bigint  the show\n-- :returns: at most one radio.Show\n"
        "-- :access: read\nSELECT show.id, show.title FROM shows AS show WHERE show.id = :show_id;\n"
    ),
    "migrations/0001.radio.shows.sql": (
        "-- The shows.\n-- depends:\n\nCREATE TABLE shows (\n"
        "    id bigint CONSTRAINT shows_pkey PRIMARY KEY,\n    title text\n);\n"
    ),
    "migrations/0001.radio.shows.rollback.sql": "DROP TABLE shows;\n",
}


def process(*arguments: str, folder: Path, **more: str) -> subprocess.CompletedProcess[str]:
    """The command as a process of its own that has all its temporary files in this folder."""
    (folder / "tmp").mkdir(exist_ok=True)
    variables = {name: text for name, text in os.environ.items() if not name.startswith(("DB_", "DATABASE_"))}
    return subprocess.run(
        [sys.executable, "-W", "error", "-c", "from tracktion_db.cli import app; app()", *arguments],
        cwd=folder,
        env={
            **variables,
            "TMPDIR": str(folder / "tmp"),
            "PYTHONPATH": str(Path(tracktion_db.__file__).parent.parent),
            **more,
        },
        capture_output=True,
        check=False,
        encoding="utf-8",
    )


def test_success_is_one_line_and_exit_code_0(migrated: Path) -> None:
    done = command("check", GET_RECORDING)
    assert (done.exit_code, done.stderr) == (0, ""), done.output
    assert re.fullmatch(rf"1 {SUMMARY}\n", done.stdout)
    assert "1 statement: 0 findings, " in done.stdout


def test_a_finding_is_shown_where_it_is_and_exit_code_1(migrated: Path) -> None:
    write_file(migrated, WRONG, "sql/catalog/get_file_name.sql")
    done = command("check", "sql")
    assert done.exit_code == 1
    assert done.stdout.startswith(
        "sql/catalog/get_file_name.sql:6:8: the server refuses the statement [prepare]\n"
        "    SELECT recording.file_nam FROM recordings AS recording WHERE recording.id = :recording_id;\n"
        "           ^\n"
        "server: column recording.file_nam does not exist\n"
        'Perhaps you meant to reference the column "recording.file_name".\n'
        "\n"
        "1 statement: 1 finding, "
    )


def test_every_file_that_is_no_statement_is_a_finding(migrated: Path) -> None:
    write_file(migrated, "SELECT 1;", "catalog/get_one.sql")
    write_file(migrated, WRONG.replace("at most one", "two"), "catalog/get_two.sql")
    done = command("check", "catalog", "--json")
    assert done.exit_code == 1
    found = json.loads(done.stdout)["findings"]
    assert [(one["path"], one["line"], one["rule"]) for one in found] == [
        ("catalog/get_one.sql", 1, "load"),
        ("catalog/get_two.sql", 4, "load"),
    ]


def test_waivers_are_counted_and_listed_on_demand(migrated: Path) -> None:
    waived = WRONG.replace("file_nam", "file_name").replace("one\n", "one catalog.RecordingOutcome\n")
    write_file(
        migrated,
        waived.replace("-- :access", "-- :waive columns: half of it\n-- :access"),
        "catalog/get_half.sql",
    )
    done = command("check", "catalog")
    assert done.exit_code == 0, done.stdout
    assert "0 findings, 4 waived (--waivers lists them), " in done.stdout
    listed = command("check", "catalog", "--waivers").stdout.splitlines()
    assert len(listed) == 5
    assert listed[0].startswith("catalog/get_half.sql:4: no column for the field ")
    assert listed[0].endswith("[columns], waived: half of it")


@pytest.mark.parametrize("wrong", [["nowhere"], ["--package", "nowhere_at_all"], ["--format", "xml"]])
def test_what_cannot_be_checked_is_exit_code_2(migrated: Path, wrong: list[str]) -> None:
    done = command("check", *wrong)
    assert done.exit_code == 2
    assert not done.stdout


def test_a_server_that_cannot_be_reached_is_exit_code_2_and_no_password(
    here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://somebody:secret@127.0.0.1:1/nowhere")
    done = command("check", GET_RECORDING)
    assert (done.exit_code, done.stdout) == (2, "")
    assert "somebody@127.0.0.1:1/nowhere cannot be reached" in done.stderr
    assert "secret" not in done.output


def test_migrations_that_are_missing_are_hinted_at(
    here: Path, empty_database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", empty_database_url)
    done = command("check", GET_RECORDING)
    assert done.exit_code == 1
    assert 'relation "recordings" does not exist' in done.stdout
    assert done.stderr.startswith("hint: ")
    assert "0002.catalog.recordings" in done.stderr


def test_a_role_without_rights_is_told_that_indexes_are_not_checked(
    migrated: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    as_somebody = make_conninfo(os.environ["DATABASE_URL"], options="-c role=pg_monitor")
    monkeypatch.setenv("DATABASE_URL", as_somebody)
    done = command("check", GET_RECORDING)
    assert (done.exit_code, done.stderr.partition(",")[0]) == (2, "hint: this role lacks rights"), done.output
    assert "1 not checked in full" in done.stdout


def test_without_a_server_one_is_made_and_thrown_away(here: Path) -> None:
    done = process("check", GET_RECORDING, folder=here)
    assert (done.returncode, done.stderr) == (0, ""), done.stdout
    assert re.fullmatch(rf"1 {SUMMARY}\n", done.stdout)
    assert list(here.iterdir()) == [here / "tmp"]
    assert not list((here / "tmp").iterdir())


def test_a_service_is_checked_with_its_own_records_and_migrations(here: Path) -> None:
    for name, text in PACKAGE.items():
        write_file(here, text, name)
    done = process("check", "--package", "radio", folder=here)
    assert (done.returncode, done.stderr) == (0, ""), done.stdout
    assert done.stdout.startswith("1 statement: 0 findings, ")


def test_every_file_of_a_service_that_is_no_statement_is_a_finding(here: Path) -> None:
    for name, text in PACKAGE.items():
        write_file(here, text, name)
    write_file(here, "SELECT 1;", "radio/sql/radio/get_one.sql")
    write_file(here, WRONG.replace("at most one", "two"), "radio/sql/radio/get_two.sql")
    done = process("check", "--package", "radio", "--json", folder=here)
    assert done.returncode == 1
    assert [(one["path"], one["rule"]) for one in json.loads(done.stdout)["findings"]] == [
        ("radio/sql/radio/get_one.sql", "load"),
        ("radio/sql/radio/get_two.sql", "load"),
    ]


def test_a_mistake_in_a_service_is_found_at_its_place(here: Path) -> None:
    for name, text in PACKAGE.items():
        write_file(here, text.replace("title: str | None", "title: str"), name)
    done = process("check", "--package", "radio", "--format", "github", folder=here)
    assert done.returncode == 1
    assert done.stdout.startswith(
        "::error file=radio/sql/radio/get_show.sql,line=6,col=17,title=tracktion-db nullable::"
        "column title may be null, field title of Show is never None: shows.title may be null%0Awrite"
    )


def test_a_package_without_statements_does_not_pass(here: Path) -> None:
    write_file(here, "", "silent/__init__.py")
    done = process("check", "--package", "silent", folder=here)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("error: silent has no statements: ")


def test_where_a_throw_away_server_lacks_a_table_it_is_said_whose_migrations_it_has(here: Path) -> None:
    for name, text in PACKAGE.items():
        write_file(here, text, name)
    done = process("check", "radio/sql", folder=here)
    assert done.returncode == 1
    assert 'relation "shows" does not exist' in done.stdout
    assert done.stderr.startswith("hint: the throw-away server has the migrations of ")
    (here / "tmp").rmdir()
    shown = process("describe", "--package", "radio", "radio/sql/radio/get_show.sql", folder=here)
    assert (shown.returncode, shown.stderr) == (0, "")
    assert ":returns: at most one radio.Show" in shown.stdout
