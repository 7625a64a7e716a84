"""Steps: calls that follow from each other's answers, run as one value by whatever runs calls."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import AbstractContextManager, nullcontext
from time import monotonic, sleep
from typing import Any

import pytest

from tests.catalog.samples import bare_recording
from tests.executors import probes
from tests.executors.faults.either import Either, EitherDatabase, blocking, on_asyncio
from tracktion_db import Call, Settings, catalog
from tracktion_db.errors import Conflict, NotFound, TimedOut, UsageError, ValidationError
from tracktion_db.steps import Steps, Work


@pytest.fixture(params=[blocking, on_asyncio], ids=["blocking", "asyncio"])
def either(request: pytest.FixtureRequest, settings: Settings) -> Generator[EitherDatabase]:
    with request.param(settings) as db:
        db.open()
        yield db


def doubled(number: int, times: int) -> Steps[list[int]]:
    """Asks for a number, then for twice the answer, and so on."""

    def work() -> Work[list[int]]:
        answers: list[int] = []
        following = number
        for _ in range(times):
            answer: probes.Number = yield probes.get_number(following)
            answers.append(answer.number)
            following = 2 * answer.number
        return answers

    return Steps("probe.doubled", work)


def slowly(seconds: float, times: int) -> Steps[int]:
    """Takes so long for each call, of which the server has no part."""

    def work() -> Work[int]:
        for number in range(times):
            sleep(seconds)
            yield probes.get_number(number)
        return times

    return Steps("probe.slowly", work)


def inside(db: EitherDatabase, kind: str) -> AbstractContextManager[Either]:
    return db.transaction() if kind == "transaction" else nullcontext(db)


@pytest.mark.parametrize("kind", ["database", "transaction"])
def test_each_step_is_sent_the_answer_of_the_one_before(either: EitherDatabase, kind: str) -> None:
    with inside(either, kind) as runner:
        assert runner.run(doubled(3, 4)) == [3, 6, 12, 24]


def test_steps_inside_of_a_nested_transaction_see_what_it_wrote(either: EitherDatabase) -> None:
    def work() -> Work[int]:
        yield catalog.add_recording(bare_recording())
        return (yield probes.count_recordings()).number

    with either.transaction() as tx, tx.transaction() as nested:
        assert nested.run(Steps("probe.add_and_count", work)) == 1


@pytest.mark.parametrize("kind", ["database", "transaction"])
def test_the_same_value_run_twice_begins_anew(either: EitherDatabase, kind: str) -> None:
    steps = doubled(5, 3)

    with inside(either, kind) as runner:
        assert runner.run(steps) == runner.run(steps) == [5, 10, 20]


def test_steps_without_a_call_need_no_connection(either: EitherDatabase) -> None:
    assert either.run(doubled(1, 0)) == []
    assert either.stats().get("requests_num", 0) == 0


@pytest.mark.parametrize("kind", ["database", "transaction"])
def test_the_deadline_is_one_for_all_steps_together(either: EitherDatabase, kind: str) -> None:
    began = monotonic()

    with pytest.raises(TimedOut), inside(either, kind) as runner:
        runner.run(slowly(0.1, 100), timeout=0.7)

    assert 0.5 < monotonic() - began < 5
    assert either.run(slowly(0.01, 2), timeout=5) == 2


@pytest.mark.parametrize("timeout", [0, -1, float("nan"), True, "soon"])
def test_a_deadline_that_is_none_is_refused_before_anything_is_done(
    either: EitherDatabase, timeout: Any
) -> None:
    def work() -> Work[int]:
        raise AssertionError
        yield

    with pytest.raises(ValidationError, match="timeout"):
        either.run(Steps("probe.never", work), timeout=timeout)


def test_an_error_of_a_step_is_the_error_of_the_whole_and_what_was_done_before_stays(
    either: EitherDatabase,
) -> None:
    def work() -> Work[None]:
        yield catalog.add_recording(bare_recording())
        yield catalog.add_recording(bare_recording())
        raise AssertionError

    with pytest.raises(Conflict):
        either.run(Steps("probe.add_twice", work))
    assert either.run(probes.count_recordings()).number == 1


def test_an_error_of_a_step_in_a_transaction_undoes_all_of_it(either: EitherDatabase) -> None:
    def work() -> Work[None]:
        yield catalog.add_recording(bare_recording())
        yield probes.get_positive_number(-7)

    with pytest.raises(NotFound), either.transaction() as tx:
        tx.run(Steps("probe.add_and_fail", work))
    assert either.run(probes.count_recordings()).number == 0


def test_an_error_raised_between_the_calls_comes_out_as_it_is(either: EitherDatabase) -> None:
    def work() -> Work[None]:
        yield probes.get_number(1)
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        either.run(Steps("probe.divide", work))


def test_steps_that_yield_no_call_are_refused(either: EitherDatabase) -> None:
    def work() -> Work[None]:
        not_a_call: Any = "SELECT 1"
        yield not_a_call

    with pytest.raises(UsageError, match="takes a call"):
        either.run(Steps("probe.text", work))


@pytest.mark.parametrize("kind", ["database", "transaction"])
def test_many_calls_at_once_and_streams_refuse_steps_and_say_what_to_do(
    either: EitherDatabase, kind: str
) -> None:
    steps: Any = doubled(1, 2)

    with inside(either, kind) as runner:
        for refused in (
            lambda: runner.run_all(probes.get_number(1), steps),
            lambda: runner.run_all(steps),
            lambda: runner.stream(steps).__enter__(),
        ):
            with pytest.raises(UsageError, match=r"probe\.doubled is several calls.* run\(\.\.\.\)"):
                refused()
        assert runner.run(steps) == [1, 2]


def test_its_representation_shows_the_name_and_no_value() -> None:
    def work() -> Generator[Call[Any], Any, str]:
        yield probes.get_number(1)
        return "secret"

    assert repr(Steps("library.find", work)) == "<Steps library.find>"
