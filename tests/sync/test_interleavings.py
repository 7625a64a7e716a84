"""Whatever the order of changes, batches, deaths and replays: the same graph as the oracle's."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from tests.sync.interleaving import STEPS, MakeWorker, run_steps
from tests.sync.lab import Lab
from tests.sync.model import NotConvergedError
from tests.sync.wrong_workers import (
    AcknowledgeAllWorker,
    AcknowledgeFirstWorker,
    IdCursorWorker,
    RowVersionWorker,
    UnfencedWorker,
)
from tracktion_db.sync import Worker

EXAMPLES = 30
# Those of the threads that pools have, which use it to wait for times of their own.
pytestmark = pytest.mark.filterwarnings("ignore:Do not use the `random` module inside strategies")


def assert_any_order_converges(lab: Lab, make: MakeWorker, *, shrink: bool) -> None:
    """The same examples each time, so that a wrong worker that is found today is found tomorrow."""
    phases = [Phase.generate, Phase.shrink] if shrink else [Phase.generate]

    @settings(
        max_examples=EXAMPLES,
        derandomize=True,
        database=None,
        deadline=None,
        phases=phases,
        report_multiple_bugs=False,
        suppress_health_check=[HealthCheck.too_slow],
    )
    @given(steps=STEPS)
    def converges(steps: list[tuple[Any, ...]]) -> None:
        run_steps(lab, make, steps)

    converges()


def test_any_order_ends_in_the_same_graph(lab: Lab) -> None:
    assert_any_order_converges(lab, Worker, shrink=True)


@pytest.mark.parametrize(
    "wrong",
    [IdCursorWorker, RowVersionWorker, AcknowledgeAllWorker, UnfencedWorker, AcknowledgeFirstWorker],
    ids=["id cursor", "row version", "acknowledge all", "no fence", "acknowledge first"],
)
def test_the_same_examples_find_each_worker_that_is_built_differently(lab: Lab, wrong: MakeWorker) -> None:
    with pytest.raises(NotConvergedError):
        assert_any_order_converges(lab, wrong, shrink=False)
