from __future__ import annotations

import psycopg
import pytest

from tests.catalog.crowd import at_once
from tests.catalog.samples import bare_recording, new_recording
from tests.fixtures.executors import Run
from tracktion_db import Database, Settings, Transaction, catalog
from tracktion_db.catalog import NewRecording, Recording
from tracktion_db.errors import Conflict, TimedOut


def test_a_new_path_is_added(run: Run) -> None:
    given = new_recording()

    added = run(catalog.get_or_add_recording(given))

    assert added.model_dump(include=set(NewRecording.model_fields)) == dict(given)
    assert run(catalog.get_recording_by_path(given.file_path)) == added


def test_a_known_path_is_returned_as_it_stands(run: Run) -> None:
    before = run(catalog.add_recording(new_recording(status="hashed")))

    assert run(catalog.get_or_add_recording(bare_recording(file_path=before.file_path))) == before


def test_a_plain_get_writes_nothing(run: Run, database_url: str) -> None:
    recording = run(catalog.add_recording(new_recording()))

    def version() -> object:
        with psycopg.connect(database_url) as connection:
            return connection.execute("SELECT ctid, xmin, xmax FROM recordings").fetchall()

    before = version()
    for _ in range(3):
        _ = run(catalog.get_or_add_recording(new_recording()))
    assert version() == before

    # The control: a write does show.
    _ = run(catalog.set_recording_status(recording.id, "other"))
    assert version() != before


def test_fifty_threads_adding_two_hundred_paths_get_the_same_two_hundred_rows(
    run: Run, database_url: str
) -> None:
    # With hashes: then a path's adders collide on three unique columns at once.
    wanted = [new_recording(number) for number in range(200)]

    def work(_: int) -> list[Recording]:
        return [run(catalog.get_or_add_recording(recording)) for recording in wanted]

    answers = at_once(50, work)

    with psycopg.connect(database_url) as connection:
        rows = dict(connection.execute("SELECT file_path, id FROM recordings").fetchall())
    assert len(rows) == 200
    for answer in answers:
        assert [(one.file_path, one.id) for one in answer] == [
            (given.file_path, rows[given.file_path]) for given in wanted
        ]


def test_a_path_that_another_transaction_is_adding_is_waited_for(database_url: str) -> None:
    given = new_recording()
    settings = Settings.from_url(database_url, pool_min_size=2)
    with Database(settings) as db, db.transaction() as tx:
        first = tx.run(catalog.get_or_add_recording(given))
        with pytest.raises(TimedOut):
            db.run(catalog.get_or_add_recording(given), timeout=0.3)
    with Database(settings) as db:
        assert db.run(catalog.get_or_add_recording(given)) == first


def test_a_path_whose_adder_gave_up_is_added(database_url: str) -> None:
    given = new_recording()
    with Database(Settings.from_url(database_url)) as db:

        def give_up(tx: Transaction) -> None:
            _ = tx.run(catalog.get_or_add_recording(given))
            raise ZeroDivisionError

        with pytest.raises(ZeroDivisionError):
            db.transact(give_up)
        assert db.run(catalog.get_recording_by_path(given.file_path)) is None
        added = db.run(catalog.get_or_add_recording(given))
        assert db.run(catalog.get_recording_by_path(given.file_path)) == added


def test_a_new_path_with_the_hash_of_another_is_a_conflict(run: Run) -> None:
    known = run(catalog.add_recording(new_recording(1)))

    with pytest.raises(Conflict) as by_hash:
        run(catalog.get_or_add_recording(bare_recording(2, file_hash=known.file_hash)))
    with pytest.raises(Conflict) as by_secondary_hash:
        run(catalog.get_or_add_recording(bare_recording(2, secondary_hash=known.secondary_hash)))

    assert by_hash.value.field == "file_hash"
    assert by_secondary_hash.value.field == "secondary_hash"


def test_a_path_that_the_snapshot_does_not_see_is_found_when_transact_tries_again(database_url: str) -> None:
    given = new_recording()
    attempts: list[Transaction] = []
    with Database(Settings.from_url(database_url, pool_min_size=2)) as db:

        def work(tx: Transaction) -> Recording:
            attempts.append(tx)
            _ = tx.run(catalog.list_recordings())  # takes the snapshot
            if len(attempts) == 1:
                _ = db.run(catalog.add_recording(given))
            return tx.run(catalog.get_or_add_recording(given))

        found = db.transact(work, isolation="repeatable read")

        assert len(attempts) == 2
        assert found == db.run(catalog.get_recording_by_path(given.file_path))
