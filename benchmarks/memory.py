"""How much memory a stream takes, in a process that did nothing else: ``python -m benchmarks.memory``.

Reads the URL of a database of recordings from its input, where no list of processes shows it, and prints one
number: megabytes at the highest point of the stream, less those before it with a connection open.
"""

from __future__ import annotations

import gc
import subprocess
import sys
import tracemalloc
from pathlib import Path
from typing import Literal

from benchmarks.calls import list_recording_names
from benchmarks.lab import CHECKOUT, STATUS
from tracktion_db import Database

Kind = Literal["resident", "traced"]
KINDS: dict[Kind, str] = {"resident": "resident set", "traced": "Python's own (tracemalloc)"}


def of_a_stream(url: str, kind: Kind) -> float | None:
    """Megabytes of the resident set, or of what Python allocated; None where the system does not tell."""
    if kind == "resident" and sys.platform != "linux":
        return None
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.memory", kind],
        input=url,
        cwd=CHECKOUT,
        text=True,
        capture_output=True,
        check=True,
    )
    return float(done.stdout)


def main() -> None:
    """One measurement."""
    kind, url = sys.argv[1], sys.stdin.read()
    with Database.from_url(url, statement_timeout=0, pool_min_size=1) as db:
        db.health()
        gc.collect()
        print(_resident(db) if kind == "resident" else _traced(db))


def _resident(db: Database) -> float:
    Path("/proc/self/clear_refs").write_text("5")  # sets the peak to what there is now
    before = _kilobytes("VmHWM")
    _stream_all(db)
    return (_kilobytes("VmHWM") - before) / 1024


def _traced(db: Database) -> float:
    tracemalloc.start()
    before = tracemalloc.get_traced_memory()[0]
    _stream_all(db)
    return (tracemalloc.get_traced_memory()[1] - before) / 1_048_576


def _stream_all(db: Database) -> None:
    with db.stream(list_recording_names(STATUS)) as rows:
        for _ in rows:
            pass


def _kilobytes(name: str) -> int:
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(name))


if __name__ == "__main__":
    main()
