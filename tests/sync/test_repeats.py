"""Batches that come twice, late and in another order change nothing: seeded, against the oracle."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import TypeVar

import pytest

from tests.sync.lab import HookedGraph, Lab, graph_settings
from tracktion_db.graph import GraphTransaction
from tracktion_db.sync import Worker
from tracktion_db.sync.fence import Fenced

T = TypeVar("T")
Work = Callable[[GraphTransaction], object]


class RememberingGraph(HookedGraph):
    """Keeps every batch, to send it again."""

    def __init__(self, lab: Lab) -> None:
        super().__init__(graph_settings(lab.server))
        self.batches: list[Work] = []

    def transact(self, work: Callable[[GraphTransaction], T], *, timeout: float | None = None) -> T:
        self.batches.append(work)
        return super().transact(work, timeout=timeout)

    def send_again(self, work: Work) -> None:
        super().transact(work)


@pytest.mark.parametrize("seed", [41, 42])
def test_batches_sent_again_in_any_order_are_refused_whole(lab: Lab, seed: int) -> None:
    rng = random.Random(seed)
    with RememberingGraph(lab) as graph:
        worker = Worker(lab.db, graph, most=rng.choice((3, 20)))
        worker.open()
        for round_ in range(3):
            lab.write_at_random(seed * 10 + round_, 15)
            while worker.write_batch().claimed:
                before = lab.dump() if rng.random() < 0.1 else None
                for work in [graph.batches[-1], *rng.sample(graph.batches, min(2, len(graph.batches)))]:
                    with pytest.raises(Fenced):
                        graph.send_again(work)
                assert before is None or lab.dump() == before
            lab.check()


@pytest.mark.parametrize("seed", [43, 44])
def test_things_written_twice_and_in_any_order_come_out_the_same(lab: Lab, seed: int) -> None:
    """Only a part is told at a time, in random order and repeatedly: the state of the day is what counts."""
    rng = random.Random(seed)
    worker = lab.worker()
    worker.open()
    for round_ in range(3):
        lab.write_at_random(seed * 10 + round_, 15)
        waiting = lab.waiting()
        lab.admin.execute("DELETE FROM graph_outbox")
        again = waiting + rng.sample(waiting, len(waiting) // 2)
        rng.shuffle(again)
        while again:
            size = rng.randint(1, 12)
            part, again = [*again[: size + 3]], again[size:]
            with lab.admin.cursor() as cursor:
                cursor.executemany("INSERT INTO graph_outbox (kind, key) VALUES (%s, %s)", part)
            worker.write_batch()
        with lab.admin.cursor() as cursor:
            cursor.executemany("INSERT INTO graph_outbox (kind, key) VALUES (%s, %s)", waiting)
        while worker.write_batch().claimed:
            pass
        lab.check()
