"""The order of the worker's five steps: it loses nothing, and each other order that we know of does."""

from __future__ import annotations

import pytest

from tests.sync import scenarios
from tests.sync.lab import Lab
from tests.sync.model import NotConvergedError
from tests.sync.scenarios import MakeWorker
from tests.sync.wrong_workers import (
    AcknowledgeAllWorker,
    AcknowledgeFirstWorker,
    IdCursorWorker,
    RowVersionWorker,
    UnfencedWorker,
)
from tracktion_db.sync import Worker


@pytest.mark.parametrize("scenario", scenarios.SCENARIOS, ids=lambda scenario: scenario.__name__)
def test_our_worker_loses_nothing(lab: Lab, scenario: scenarios.Scenario) -> None:
    scenario(lab, Worker)


@pytest.mark.parametrize(
    ("wrong", "scenario"),
    [
        (IdCursorWorker, scenarios.commits_out_of_order),
        (RowVersionWorker, scenarios.commits_out_of_order),
        (AcknowledgeAllWorker, scenarios.change_during_a_batch),
        (UnfencedWorker, scenarios.late_awakening),
        (AcknowledgeFirstWorker, scenarios.death_before_the_write),
    ],
    ids=["id cursor", "row version", "acknowledge all", "no fence", "acknowledge first"],
)
def test_another_order_loses_something(lab: Lab, wrong: MakeWorker, scenario: scenarios.Scenario) -> None:
    with pytest.raises(NotConvergedError, match=r"missing|too much"):
        scenario(lab, wrong)
