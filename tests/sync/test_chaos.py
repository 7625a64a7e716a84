"""Everything at once, for seconds; ``python -m tests.sync.chaos`` is the same for as long as one likes."""

from __future__ import annotations

from tests.sync import chaos
from tests.sync.chaos import Chaos
from tests.sync.lab import Lab

SECONDS = 4.0


def test_killed_and_frozen_workers_lose_nothing(lab: Lab) -> None:
    around = Chaos(lab, seed=11)
    around.run(
        SECONDS, [*[chaos.kill_worker] * 3, chaos.freeze_worker, chaos.end_sessions], 0.1, transactions=50
    )
    assert around.events["kill_worker"] >= 1 and around.events["transactions"] >= 50


def test_a_killed_graph_server_loses_nothing(lab: Lab) -> None:
    around = Chaos(lab, seed=12, workers=2)
    around.run(SECONDS, [chaos.kill_graph], pause=0.3, transactions=50)
    assert around.events["kill_graph"] >= 2 and around.events["transactions"] >= 50
