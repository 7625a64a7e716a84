"""What a run ran on, in general words, and how much of it was free."""

from __future__ import annotations

import os
import platform
import sys
import time
from pathlib import Path

import psycopg
import pydantic


def free_cores(seconds: float = 1.0) -> float | None:
    """Cores that were idle for the next ``seconds``; None where the system does not tell."""
    before = _idle_and_all()
    if before is None:
        return None
    time.sleep(seconds)
    after = _idle_and_all()
    assert after is not None
    idle, every = after[0] - before[0], after[1] - before[1]
    return cores() * idle / every if every else None


def cores() -> int:
    """Cores that this process may use."""
    if sys.platform == "linux":
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _idle_and_all() -> tuple[int, int] | None:
    try:
        first = Path("/proc/stat").read_text().split("\n", 1)[0]
    except OSError:
        return None
    # user nice system idle iowait irq softirq steal; what guests took is in user already
    ticks = [int(word) for word in first.split()[1:9]]
    return ticks[3] + ticks[4], sum(ticks)


def description(server: str) -> str:
    """Processor, versions."""
    return (
        f"{cores()} cores ({platform.machine()}, {platform.system()}), Python {platform.python_version()}, "
        f"psycopg {psycopg.__version__}, Pydantic {pydantic.VERSION}, {server}"
    )
