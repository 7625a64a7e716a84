"""The migrations of this package: up, down, up on data."""

from __future__ import annotations

from tests.migrations.conftest import Connection
from tests.migrations.sample_rows import add_rows
from tests.migrations.snapshot import snapshot
from tracktion_db.migrations import migrations_folder
from tracktion_db.migrations.bookkeeping import Bookkeeping
from tracktion_db.migrations.files import read_folder
from tracktion_db.migrations.runner import Runner


def test_each_step_down_leads_to_the_schema_before_it_and_up_again_to_the_same_one(empty: Connection) -> None:
    files = read_folder(migrations_folder())
    runner = Runner(Bookkeeping(empty))
    on_the_way_up = [snapshot(empty)]
    for file in files:
        runner.apply(file)
        on_the_way_up.append(snapshot(empty))
    assert len(set(map(frozenset, on_the_way_up))) == len(files) + 1, "a migration that changes nothing"
    add_rows(empty)

    for file, before in zip(reversed(files), reversed(on_the_way_up[:-1]), strict=True):
        runner.roll_back(file, files)
        assert snapshot(empty) == before, file.id

    for file, after in zip(files, on_the_way_up[1:], strict=True):
        runner.apply(file)
        assert snapshot(empty) == after, file.id
    add_rows(empty)


def test_a_step_down_and_up_keeps_the_rows_of_the_tables_before_it(empty: Connection) -> None:
    files = read_folder(migrations_folder())
    runner = Runner(Bookkeeping(empty))
    for file in files:
        runner.apply(file)
    add_rows(empty)

    names = ["recording_statistics", "rename_proposals", "tracklists"]
    later = [file for file in reversed(files) if file.id.rsplit(".")[-1] in names]
    for file in later:
        runner.roll_back(file, files)
    for file in reversed(later):
        runner.apply(file)

    counts = {
        table: empty.execute(f"SELECT count(*) FROM {table}".encode()).fetchall()[0][0]
        for table in ("recordings", "metadata", "tracklists", "rename_proposals", "recording_statistics")
    }
    # The statistics were counted again when their view came back.
    assert counts == {
        "recordings": 1,
        "metadata": 1,
        "tracklists": 0,
        "rename_proposals": 0,
        "recording_statistics": 1,
    }
