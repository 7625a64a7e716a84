"""Many threads that do something at the same moment."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

T = TypeVar("T")


def at_once(threads: int, work: Callable[[int], T]) -> list[T]:
    """Run ``work(0)``, ``work(1)`` … in threads that start together; raises the first error of any."""
    together = threading.Barrier(threads)

    def start(number: int) -> T:
        together.wait(timeout=30)
        return work(number)

    with ThreadPoolExecutor(threads) as executor:
        running = [executor.submit(start, number) for number in range(threads)]
        return [future.result() for future in running]
