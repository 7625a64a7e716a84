"""Whatever was written, the graph is what the rows say."""

from __future__ import annotations

import random

import pytest

from tests.sync.lab import Lab
from tracktion_db.sync import drain

SEEDS = (1, 2, 3)


def test_an_empty_library_is_an_empty_graph(lab: Lab) -> None:
    assert drain(lab.worker()) == 0
    lab.check()


@pytest.mark.parametrize("seed", SEEDS)
def test_random_writes_arrive_whole(lab: Lab, seed: int) -> None:
    worker = lab.worker(most=random.Random(seed).choice((3, 20, 1000)))
    for round_ in range(3):
        lab.write_at_random(seed * 100 + round_, 20)
        drain(worker)
        lab.check()


def test_what_was_written_before_the_first_worker_arrives(lab: Lab) -> None:
    lab.write_at_random(7, 60)
    assert drain(lab.worker()) > 0
    lab.check()


def test_telling_the_graph_everything_again_changes_nothing(lab: Lab) -> None:
    lab.write_at_random(8, 60)
    drain(lab.worker())
    before = lab.dump()
    lab.admin.execute("INSERT INTO graph_outbox (kind, key) SELECT 'recording', id::text FROM recordings")
    lab.admin.execute("INSERT INTO graph_outbox (kind, key) SELECT 'tracklist', id::text FROM tracklists")
    assert drain(lab.worker(most=3)) > 0
    assert lab.dump() == before
    lab.check()


def test_nothing_is_left_of_what_was_removed(lab: Lab) -> None:
    lab.write_at_random(9, 60)
    drain(lab.worker())
    lab.admin.execute("DELETE FROM recordings")
    lab.admin.execute("DELETE FROM tracklists")
    drain(lab.worker(most=5))
    lab.check()
    assert {label for label, _, _ in lab.dump().nodes} <= {"Key"}
