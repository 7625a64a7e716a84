"""``python -m benchmarks [row ...] [--quick] [--write PAGE]``."""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from benchmarks import machine, peers
from benchmarks.lab import Lab, open_lab
from benchmarks.report import Row, markdown, write_between_markers
from benchmarks.rows import (
    bulk_add,
    bulk_add_tracks,
    list_of_records,
    loading,
    paging,
    point_read,
    round_trips,
    streaming,
    tracklists,
)

ROWS: dict[str, Callable[[Lab], Row]] = {
    "point-read": point_read.measure,
    "list": list_of_records.measure,
    "tracklists": tracklists.measure,
    "bulk-add": bulk_add.measure,
    "bulk-add-tracks": bulk_add_tracks.measure,
    "stream": streaming.measure,
    "run-all": round_trips.measure,
    "loading": loading.measure,
    "paging": paging.measure,
}
BUSY_CORES = 0.3
"""Work of others from which on a figure is not to be trusted."""


def main() -> None:
    """Measure, print, and write if asked."""
    arguments = _arguments()
    started = time.monotonic()
    rows: list[Row] = []
    free: list[float] = []
    with open_lab(quick=arguments.quick) as lab:
        for name in arguments.rows or ROWS:
            idle = machine.free_cores()
            if idle is not None:
                free.append(idle)
            rows.append(ROWS[name](lab))
            print(f"{name}: done after {time.monotonic() - started:.0f} s", file=sys.stderr)
        report = markdown(rows, _headline(arguments, lab, free, time.monotonic() - started))
    print(report, end="")
    if arguments.write is not None:
        write_between_markers(arguments.write, report)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks", description="What tracktion_db costs, as ratios to its peers."
    )
    parser.add_argument("rows", nargs="*", metavar="row", help=f"some of {', '.join(ROWS)}; all by default")
    parser.add_argument("--quick", action="store_true", help="smaller: to try it, not to believe it")
    parser.add_argument("--write", type=Path, metavar="PAGE", help="also replace the report in this page")
    arguments = parser.parse_args()
    unknown = [name for name in arguments.rows if name not in ROWS]
    if unknown:
        parser.error(f"no row {', '.join(unknown)}: choose from {', '.join(ROWS)}")
    return arguments


def _headline(arguments: argparse.Namespace, lab: Lab, free: list[float], seconds: float) -> list[str]:
    command = ["python -m benchmarks", *arguments.rows, *(["--quick"] if arguments.quick else [])]
    lines = [
        f"`{' '.join(command)}` on {datetime.now(UTC).date()}, {seconds:.0f} seconds.",
        machine.description(lab.server) + ".",
        f"Peers: {peers.versions()}.",
    ]
    if free:
        cores = machine.cores()
        lines.append(f"Free before each row: {min(free):.1f} to {max(free):.1f} of {cores} cores.")
        if min(free) < cores - BUSY_CORES:
            lines.append("**Others were at work: figures that need a core for the server are off.**")
    if arguments.quick:
        lines.append("**A quick run: fewer rounds, smaller tables.**")
    return lines


if __name__ == "__main__":
    main()
