"""The migrations of this package: up, down, up on data."""

from __future__ import annotations

from tests.fixtures.extensions import own_migrations
from tests.migrations.conftest import Connection
from tests.migrations.sample_rows import add_rows
from tests.migrations.snapshot import snapshot
from tracktion_db.migrations.bookkeeping import Bookkeeping
from tracktion_db.migrations.runner import Runner
from tracktion_db.migrations.splitting import split


def row_counts(connection: Connection) -> dict[str, int]:
    """The rows of each table and materialized view of the schema but yoyo's."""
    tables = connection.execute(
        "SELECT relname FROM pg_class WHERE relnamespace = current_schema()::regnamespace"
        " AND relkind IN ('r', 'p', 'm') AND relname NOT LIKE '\\_yoyo%'"
    ).fetchall()
    return {
        table: connection.execute(f"SELECT count(*) FROM {table}".encode()).fetchall()[0][0]
        for (table,) in tables
    }


def test_each_step_down_leads_to_the_schema_before_it_and_up_again_to_the_same_one(empty: Connection) -> None:
    files = own_migrations()
    runner = Runner(Bookkeeping(empty))
    on_the_way_up = [snapshot(empty)]
    for file in files:
        runner.apply(file)
        on_the_way_up.append(snapshot(empty))
    for file, before, after in zip(files, on_the_way_up, on_the_way_up[1:], strict=False):
        creates = any(piece.words[0] == "CREATE" for piece in split(file.source))
        assert before != after or not creates, f"{file.id} changes nothing that a snapshot shows"
    add_rows(empty)

    for file, before in zip(reversed(files), reversed(on_the_way_up[:-1]), strict=True):
        runner.roll_back(file, files)
        assert snapshot(empty) == before, file.id

    for file, after in zip(files, on_the_way_up[1:], strict=True):
        runner.apply(file)
        assert snapshot(empty) == after, file.id
    add_rows(empty)


def test_a_step_down_and_up_keeps_the_rows_of_the_tables_before_it(empty: Connection) -> None:
    files = own_migrations()
    runner = Runner(Bookkeeping(empty))
    for file in files:
        runner.apply(file)
    add_rows(empty)

    rows = row_counts(empty)
    assert rows["recordings"] == rows["metadata"] == rows["recording_statistics"] == 1

    for file in reversed(files):
        before = row_counts(empty)
        runner.roll_back(file, files)
        kept = row_counts(empty)
        assert kept == {table: before[table] for table in kept}, file.id
        # What came back is empty, but for a materialized view, which is counted again.
        runner.apply(file)
        back = row_counts(empty)
        assert back.keys() == before.keys() and {table: back[table] for table in kept} == kept, file.id
        runner.roll_back(file, files)
