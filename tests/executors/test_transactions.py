"""Units of work: what is committed, what is undone, and what the server is told about them.

What faults do to them is in ``faults/test_transactions.py``.
"""

from __future__ import annotations

from typing import Any

import pytest

from tests.catalog.samples import NOBODY, bare_recording, new_recording
from tests.executors import probes
from tests.executors.faults.either import EitherDatabase, EitherTransaction
from tracktion_db import catalog
from tracktion_db.errors import Conflict, NotFound, TransactionAborted, UsageError, ValidationError
from tracktion_db.transaction_control import Isolation


def test_what_a_transaction_did_is_kept_when_its_block_ends(either: EitherDatabase) -> None:
    with either.transaction() as tx:
        recording = tx.run(catalog.add_recording(new_recording()))
        tx.run(catalog.set_metadata(recording.id, {"bpm": 128}))
        assert either.run(probes.count_recordings()).number == 0  # others do not see it yet
        assert tx.run(probes.count_recordings()).number == 1
    assert either.run(catalog.get_recording(recording.id)) == recording
    assert [entry.value for entry in either.run(catalog.list_metadata(recording.id))] == ["128"]


def test_an_error_that_leaves_the_block_undoes_all_of_it(either: EitherDatabase) -> None:
    def fail(tx: EitherTransaction) -> None:
        tx.run(catalog.add_recording(new_recording()))
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        either.transact(fail)
    assert either.run(probes.count_recordings()).number == 0


def test_an_error_of_the_server_leaves_the_block_as_it_is(either: EitherDatabase) -> None:
    def fail(tx: EitherTransaction) -> None:
        tx.run(catalog.add_recording(bare_recording()))
        tx.run(catalog.add_recording(bare_recording()))

    with pytest.raises(Conflict) as caught:
        either.transact(fail)
    assert caught.value.constraint == "recordings_file_path_unique"
    assert either.run(probes.count_recordings()).number == 0


def test_a_statement_after_a_caught_error_tells_that_error(either: EitherDatabase) -> None:
    def go_on(tx: EitherTransaction) -> None:
        tx.run(catalog.add_recording(bare_recording()))
        with pytest.raises(Conflict) as first:
            tx.run(catalog.add_recording(bare_recording()))
        for _ in range(2):
            with pytest.raises(TransactionAborted, match="nested transaction") as later:
                tx.run(probes.count_recordings())
            assert later.value.__cause__ is first.value
            assert later.value.sqlstate == "25P02"
        tx.run_all(probes.get_number(1), probes.get_number(2))

    with pytest.raises(TransactionAborted, match="was caught there") as caught:
        either.transact(go_on)
    assert isinstance(caught.value.__cause__, Conflict)
    assert either.run(probes.count_recordings()).number == 0


def test_a_missing_row_fails_no_transaction(either: EitherDatabase) -> None:
    with either.transaction() as tx:
        tx.run(catalog.add_recording(bare_recording()))
        with pytest.raises(NotFound):
            tx.run(catalog.set_recording_status(NOBODY, "lost"))
    assert either.run(probes.count_recordings()).number == 1


def test_a_copy_is_a_part_of_its_transaction(either: EitherDatabase) -> None:
    many = catalog.add_recordings([bare_recording(n) for n in range(1, 41)])

    def fail(tx: EitherTransaction) -> None:
        tx.run(catalog.add_recording(bare_recording(40)))
        assert tx.run(probes.count_recordings()).number == 1
        tx.run(many)

    assert many.rows is not None
    with pytest.raises(Conflict) as caught:
        either.transact(fail)
    assert caught.value.statement == "catalog.copy_recordings"
    with either.transaction() as tx:
        assert tx.run(many) == 40
    assert either.run(probes.count_recordings()).number == 40


@pytest.mark.parametrize("isolation", ["read committed", "repeatable read", "serializable"])
@pytest.mark.parametrize("read_only", [False, True])
def test_isolation_and_read_only_reach_the_server(
    shared: EitherDatabase, isolation: Isolation, read_only: bool
) -> None:
    with shared.transaction(isolation=isolation, read_only=read_only) as tx:
        assert tx.run(probes.get_setting("transaction_isolation")).setting == isolation
        assert tx.run(probes.get_setting("transaction_read_only")).setting == ("on" if read_only else "off")
    assert shared.run(probes.get_setting("transaction_read_only")).setting == "off"
    told = shared.transact(
        lambda tx: tx.run(probes.get_setting("transaction_isolation")), isolation=isolation
    )
    assert told.setting == isolation


def test_isolation_is_the_servers_by_default(shared: EitherDatabase) -> None:
    with shared.transaction() as tx:
        assert tx.run(probes.get_setting("transaction_isolation")).setting == "read committed"


def test_a_repeatable_read_transaction_sees_one_snapshot(either: EitherDatabase) -> None:
    with either.transaction(isolation="repeatable read") as tx:
        assert tx.run(probes.count_recordings()).number == 0
        either.run(catalog.add_recording(bare_recording()))
        assert tx.run(probes.count_recordings()).number == 0
    with either.transaction(isolation="read committed") as tx:
        assert tx.run(probes.count_recordings()).number == 1
        either.run(catalog.add_recording(bare_recording(1)))
        assert tx.run(probes.count_recordings()).number == 2


def test_a_write_in_a_read_only_transaction_is_refused(either: EitherDatabase) -> None:
    def write(tx: EitherTransaction) -> None:
        tx.run(catalog.add_recording(bare_recording()))

    with pytest.raises(UsageError, match=r": this transaction only reads$") as caught:
        either.transact(write, read_only=True)
    assert caught.value.sqlstate == "25006"
    assert either.run(probes.count_recordings()).number == 0


@pytest.mark.parametrize("wrong", ["serialisable", "SERIALIZABLE", "read uncommitted; COMMIT", "", 3])
def test_an_isolation_level_that_does_not_exist_is_refused(shared: EitherDatabase, wrong: Any) -> None:
    shared.run(probes.get_number(1))
    requests = shared.stats()["requests_num"]
    with pytest.raises(ValidationError, match=r"^isolation: must be "), shared.transaction(isolation=wrong):
        raise AssertionError
    with pytest.raises(ValidationError, match=r"^isolation: must be "):
        shared.transact(lambda tx: tx.run(probes.get_number(1)), isolation=wrong)
    assert shared.stats()["requests_num"] == requests


def test_a_nested_transaction_is_undone_by_itself(either: EitherDatabase) -> None:
    def fail(outer: EitherTransaction) -> None:
        with outer.transaction() as inner:
            inner.run(catalog.add_recording(bare_recording(2)))
            raise ZeroDivisionError

    with either.transaction() as tx:
        tx.run(catalog.add_recording(bare_recording(1)))
        with pytest.raises(ZeroDivisionError):
            fail(tx)
        with tx.transaction() as inner, inner.transaction() as innermost:
            innermost.run(catalog.add_recording(bare_recording(3)))
        assert tx.run(probes.count_recordings()).number == 2
    assert either.run(catalog.get_recording_by_path("/bare/000002.mp3")) is None
    assert either.run(probes.count_recordings()).number == 2


def test_a_nested_transaction_that_is_kept_goes_with_the_outer_one(either: EitherDatabase) -> None:
    def fail(tx: EitherTransaction) -> None:
        with tx.transaction() as inner:
            inner.run(catalog.add_recording(bare_recording()))
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        either.transact(fail)
    assert either.run(probes.count_recordings()).number == 0


def test_a_transaction_is_of_no_use_after_its_end(shared: EitherDatabase) -> None:
    with shared.transaction() as tx:
        with tx.transaction() as inner:
            pass
        with pytest.raises(UsageError, match="has ended"):
            inner.run(probes.get_number(1))
    for late in (
        lambda: tx.run(probes.get_number(1)),
        lambda: tx.run_all(probes.get_number(1), probes.get_number(2)),
        lambda: tx.transaction().__enter__(),
        lambda: tx.stream(probes.list_numbers(1)).__enter__(),
    ):
        with pytest.raises(UsageError, match="has ended"):
            late()
    assert shared.run(probes.get_number(1)).number == 1
