"""``run_all``: several calls in one round trip, all or nothing."""

from __future__ import annotations

from collections.abc import Callable, Generator
from contextlib import AbstractContextManager

import psycopg
import pytest

from tests.catalog.samples import NOBODY, bare_recording
from tests.executors import probes
from tests.executors.faults.either import EitherDatabase, EitherTransaction, blocking, on_asyncio
from tests.executors.faults.proxy import Proxy
from tests.executors.probes import Number
from tests.fixtures.executors import Run
from tracktion_db import Call, Settings, catalog
from tracktion_db.errors import Conflict, InvalidReference, NotFound, RuleViolated, StatementError, UsageError

MANY = [bare_recording(n) for n in range(40)]


def test_the_answers_are_a_tuple_in_the_order_of_the_calls(either: EitherDatabase) -> None:
    recording = either.run(catalog.add_recording(bare_recording()))
    found, page, pages, number, nobody, removed, nothing = either.run_all(
        catalog.get_recording(recording.id),
        probes.list_numbers(250),
        probes.list_number_pages(25),
        probes.get_number(7),
        catalog.get_recording(NOBODY),
        catalog.remove_recording(NOBODY),
        probes.add_recording_without_answer("/b.flac"),
    )
    assert found == recording
    assert [row.number for row in page] == list(range(1, 251))
    assert (len(pages.items), pages.has_more) == (10, True)
    assert either.run(probes.list_number_pages(25, cursor=pages.next_cursor)).items[0].number == 11
    assert (number, nobody, removed, nothing) == (Number(number=7), None, 0, None)
    assert either.run(probes.count_recordings()).number == 2


def test_no_call_is_an_empty_answer_and_one_call_is_run(either: EitherDatabase) -> None:
    assert either.run_all() == ()
    assert either.run_all(probes.get_number(7)) == (Number(number=7),)
    with pytest.raises(NotFound):
        either.run_all(probes.get_positive_number(-7))
    with either.transaction() as tx:
        assert tx.run_all() == ()
        assert tx.run_all(probes.get_number(7)) == (Number(number=7),)


@pytest.mark.parametrize("first", [probes.get_number(7), probes.find_number(7), probes.list_numbers(7)])
def test_what_was_run_before_takes_nothing_from_the_first_answer(
    either: EitherDatabase, first: Call[object]
) -> None:
    # On one connection all of it: a list and a stream come in chunks.
    with either.transaction() as tx:
        alone = tx.run(first)
        for _ in range(2):
            assert len(tx.run(probes.list_numbers(250))) == 250
            assert tx.run_all(first, first) == (alone, alone)
            with tx.stream(probes.list_numbers(250)) as rows:
                assert len(list(rows)) == 250
            assert tx.run_all(first, first) == (alone, alone)
    assert len(either.run(probes.list_numbers(250))) == 250
    assert either.run_all(first, first) == (alone, alone)


def test_a_later_call_reads_what_an_earlier_one_wrote(run: Run) -> None:
    adding: list[Call[object]] = [catalog.add_recording(bare_recording(n)) for n in range(3)]
    before, *_, after = run.all(probes.count_recordings(), *adding, probes.count_recordings())
    assert (before, after) == (Number(number=0), Number(number=3))


def test_the_same_call_twice_is_run_twice(run: Run) -> None:
    call = probes.add_recording_without_answer("/a.flac")
    with pytest.raises(Conflict):
        run.all(call, call)
    assert run.all(probes.get_number(7), probes.get_number(7)) == (Number(number=7),) * 2


@pytest.mark.parametrize(
    ("failing", "error"),
    [
        (lambda: probes.get_quotient(0), RuleViolated),
        (lambda: catalog.add_recording(bare_recording(1)), Conflict),
        (lambda: catalog.set_metadata(NOBODY, {"key": "A minor"}), InvalidReference),
        (lambda: catalog.set_recording_status(NOBODY, "lost"), NotFound),
        (lambda: probes.get_positive_number(-1), NotFound),
        (probes.get_two_numbers, StatementError),
    ],
    ids=["22012", "23505", "23503", "no such row", "no row", "two rows"],
)
def test_an_error_anywhere_undoes_all_and_is_the_one_that_is_raised(
    run: Run, failing: Callable[[], Call[object]], error: type[Exception]
) -> None:
    run(catalog.add_recording(bare_recording(1)))
    for place in (0, 1, 2):
        calls: list[Call[object]] = [catalog.add_recording(bare_recording(n)) for n in (2, 3)]
        calls.insert(place, failing())
        for _ in range(2):  # the statements are prepared the second time
            with pytest.raises(error):
                run.all(*calls)
            assert run(probes.count_recordings()).number == 1
    assert run.all(probes.get_number(1), probes.get_number(2)) == (Number(number=1), Number(number=2))


def test_of_two_errors_the_first_is_raised(run: Run) -> None:
    taken = catalog.add_recording(bare_recording(1))
    run(taken)
    with pytest.raises(RuleViolated) as caught:
        run.all(probes.get_number(1), probes.get_quotient(0), taken, taken)
    assert caught.value.statement == "probe.get_number"
    assert caught.value.sqlstate == "22012"


def test_a_statement_that_the_server_does_not_know_stops_all(run: Run, database_url: str) -> None:
    refresh = catalog.refresh_recording_statistics()
    with psycopg.connect(database_url) as admin:
        admin.execute("DROP MATERIALIZED VIEW recording_statistics")
    with pytest.raises(StatementError) as caught:
        run.all(catalog.add_recording(bare_recording()), refresh)
    assert caught.value.sqlstate == "42P01"
    assert run(probes.count_recordings()).number == 0


def test_a_copy_is_refused_before_anything_is_done(either: EitherDatabase) -> None:
    copying = catalog.add_recordings(MANY)
    adding = catalog.add_recording(bare_recording())
    with pytest.raises(UsageError, match=r"^catalog\.copy_recordings is a COPY: run it by itself$"):
        either.run_all(adding, copying)
    with either.transaction() as tx, pytest.raises(UsageError, match="is a COPY"):
        tx.run_all(adding, copying)
    assert either.run(probes.count_recordings()).number == 0


def test_in_a_transaction_the_calls_are_a_part_of_it(either: EitherDatabase) -> None:
    def failing(tx: EitherTransaction) -> None:
        tx.run(catalog.add_recording(bare_recording(1)))
        _, counted = tx.run_all(catalog.add_recording(bare_recording(2)), probes.count_recordings())
        assert counted.number == 2
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        either.transact(failing)
    assert either.run(probes.count_recordings()).number == 0

    with either.transaction() as tx:
        tx.run_all(catalog.add_recording(bare_recording(1)), catalog.add_recording(bare_recording(2)))
        with pytest.raises(NotFound):
            tx.run_all(probes.get_number(1), catalog.set_recording_status(NOBODY, "lost"))
    assert either.run(probes.count_recordings()).number == 2


@pytest.fixture
def proxy(database_url: str) -> Generator[Proxy]:
    proxy = Proxy(database_url)
    proxy.start()
    yield proxy
    proxy.close()


@pytest.mark.parametrize("executor", [blocking, on_asyncio])
def test_commit_waits_for_what_may_be_not_found_and_for_nothing_else(
    executor: Callable[[Settings], AbstractContextManager[EitherDatabase]], proxy: Proxy
) -> None:
    def round_trips(*calls: Call[object]) -> int:
        db.run_all(*calls)  # prepares
        proxy.delay, before = 0.05, proxy.round_trips
        db.run_all(*calls)
        proxy.delay = 0.0
        return proxy.round_trips - before

    removing = catalog.remove_recording(NOBODY)
    with executor(Settings.from_url(proxy.url, pool_min_size=1, pool_max_size=1)) as db:
        db.open()
        assert round_trips(removing, catalog.get_recording(NOBODY), probes.list_numbers(3)) == 1
        assert round_trips(removing, catalog.get_or_add_recording(bare_recording())) == 2
        assert round_trips(probes.get_number(1), probes.get_number(2)) == 1
