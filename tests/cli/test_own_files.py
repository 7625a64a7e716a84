"""``tracktion-db check`` in a checkout of ours in which files are no statements."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path
from typing import Any

import pytest

import tracktion_db
from tests.cli.test_check import process
from tests.statements.files import write_file
from tracktion_db.migrations import migrations_folder
from tracktion_db.statements import sql_folder

WRONG = [
    ("sql/accounts/get_session.sql", "-- :returns: at most one", "-- :retuns: at most one"),
    ("sql/assistant/get_message.sql", ": uuid", ": uid"),
    ("sql/assistant/list_messages.sql", ":returns: page", ":returns: some"),
    ("sql/sync/add_failures.sql", ":returns: count", ":returns: counts"),
    ("tracktion_db/graph/cypher/add_related_genres.cypher", ":returns:", ":retuns:"),
]


@pytest.fixture
def checkout(migrated: Path) -> Path:
    """A copy of ours, in which one file or two of some domains are wrong."""
    for folder in (Path(tracktion_db.__file__).parent, sql_folder(), migrations_folder()):
        shutil.copytree(folder, migrated / folder.name, ignore=shutil.ignore_patterns("__pycache__"))
    for name, right, wrong in WRONG:
        text = (migrated / name).read_text()
        assert right in text
        write_file(migrated, text.replace(right, wrong), name)
    return migrated


def run(checkout: Path, *arguments: str) -> tuple[int, str, str]:
    done = process(
        *arguments, folder=checkout, PYTHONPATH=str(checkout), DATABASE_URL=os.environ["DATABASE_URL"]
    )
    return done.returncode, done.stdout, done.stderr


def places(form: str, text: str) -> list[tuple[str, str]]:
    """Path and rule of each finding."""
    if form == "github":
        lines = [line.removeprefix("::error file=") for line in text.splitlines()[:-1]]
        return [
            (line.partition(",")[0], line.partition("title=tracktion-db ")[2].split(":")[0]) for line in lines
        ]
    told: Any = json.loads(text)
    if form == "json":
        assert told["statements"] > 200
        return [(one["path"], one["rule"]) for one in told["findings"]]
    found = [one for one in told["runs"][0]["results"] if "suppressions" not in one]
    return [
        (one["locations"][0]["physicalLocation"]["artifactLocation"]["uri"], one["ruleId"]) for one in found
    ]


def test_every_form_tells_all_files_that_are_wrong_and_the_others_are_checked(checkout: Path) -> None:
    for form in ("json", "github", "sarif"):
        code, out, err = run(checkout, "check", "--format", form)
        assert (code, err) == (1, ""), form
        assert places(form, out) == [(name, "load") for name, *_ in WRONG]


def test_a_wrong_file_stands_in_the_way_of_no_other(checkout: Path) -> None:
    code, out, err = run(
        checkout, "check", "sql/karaoke/get_song.sql", "sql/assistant/list_chunks.sql", "--format", "github"
    )
    assert (code, err) == (0, ""), out
    assert out.startswith("2 statements: 0 findings, ")
    code, out, err = run(checkout, "check", "sql/assistant", "--format", "github")
    assert (code, err) == (1, "")
    assert places("github", out) == [(name, "load") for name, *_ in WRONG if name.startswith("sql/assistant")]


def test_no_other_command_works_with_a_file_that_is_wrong(checkout: Path) -> None:
    code, out, err = run(checkout, "describe", "sql/karaoke/get_song.sql")
    assert (code, out) == (1, "")
    assert err.startswith(
        f"error: {checkout / 'sql/accounts/get_session.sql'}:4:4: unknown directive :retuns:"
    )
