"""A statement that needs an extension says so where the database has not what it names."""

from __future__ import annotations

from pathlib import Path

import psycopg
import pytest

from tests.fixtures.executors import Run
from tests.statements.files import load_file
from tracktion_db.call import nothing
from tracktion_db.errors import StatementError

FILE = "-- Do it.\n--\n-- :returns: nothing\n-- :access: read\n{}{};"
LINE = "-- :extension: citext\n"
SAID = (
    "; it needs the extension citext, in a schema of the search_path, and after all other migrations "
    "those in migrations/extensions/citext"
)
UNKNOWN = {
    "42703": "SELECT nowhere FROM recordings",
    "42883": "SELECT nowhere(1)",
    "42704": "SELECT 'a'::nowhere",
    "42P01": "SELECT 1 FROM nowhere",
}
OTHERS = {"42803": "SELECT id, count(*) FROM recordings", "42804": "SELECT 1 WHERE 1"}


def refused(run: Run, folder: Path, sql: str, header: str) -> StatementError:
    with pytest.raises(StatementError) as caught:
        run(nothing(load_file(folder, FILE.format(header, sql))))
    return caught.value


@pytest.mark.parametrize("state", UNKNOWN)
def test_a_name_that_the_database_does_not_know_may_be_the_extensions(
    run: Run, tmp_path: Path, state: str
) -> None:
    error = refused(run, tmp_path, UNKNOWN[state], LINE)
    assert (error.sqlstate, error.statement) == (state, "songs.do_it")
    assert SAID in str(error)
    assert SAID not in str(refused(run, tmp_path, UNKNOWN[state], ""))


@pytest.mark.parametrize("state", OTHERS)
def test_of_other_refusals_the_extension_is_not_the_reason(run: Run, tmp_path: Path, state: str) -> None:
    error = refused(run, tmp_path, OTHERS[state], LINE)
    assert error.sqlstate == state and SAID not in str(error)


def test_it_is_said_of_a_statement_that_was_prepared_before_too(
    run: Run, tmp_path: Path, database_url: str
) -> None:
    with psycopg.connect(database_url, autocommit=True) as admin:
        admin.execute("CREATE TABLE nowhere (id integer)")
        call = nothing(load_file(tmp_path, FILE.format(LINE, UNKNOWN["42P01"])))
        run(call)
        admin.execute("DROP TABLE nowhere")
    with pytest.raises(StatementError) as caught:
        run(call)
    assert SAID in str(caught.value)
