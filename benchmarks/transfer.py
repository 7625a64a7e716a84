"""``python -m benchmarks.transfer [library] [catalog]``: import and export against psql's ``\\copy``.

The same file of invented names into the same table with all its constraints, search columns and indexes; each
program is started anew, so its start counts too. Memory is the highest resident set of the whole process.
"""

from __future__ import annotations

import argparse
import csv
import os
import random
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from benchmarks import machine
from benchmarks.lab import Lab, connect, open_lab
from benchmarks.measuring import Ratio
from benchmarks.report import Figure, Row, Timed, markdown, write_between_markers
from tracktion_db.embedded_programs import Programs

TARGET: Final = 0.5
"""Of the rate of ``\\copy``."""
GROWTH: Final = 1.2
"""Of memory, from a tenth of the rows to all of them."""
SYLLABLES: Final = ("ka", "lo", "mi", "ter", "an", "zu", "re", "sol", "in", "ve", "dor", "bas")
FOREIGN: Final = ("é", "шум", "音", "ø", "ß")
"""Where ASCII alone would be faster than names are: one word in twenty ends so."""


@dataclass(frozen=True)
class Run:
    """What one process took."""

    seconds: float
    megabytes: float


def main() -> None:
    """Measure both tables and print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.transfer", description=__doc__)
    parser.add_argument("targets", nargs="*", choices=(*TABLES, []), help="both by default")
    parser.add_argument("--rows", type=int, default=1_000_000, help="of the larger file")
    parser.add_argument("--pairs", type=int, default=2, help="of runs that are compared")
    parser.add_argument("--write", type=Path, metavar="PAGE", help="also replace the report in this page")
    arguments = parser.parse_args()
    rows: list[Row] = []
    started = time.monotonic()
    with open_lab(quick=False) as lab, tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)  # psql may be another user than we are
        for into in arguments.targets or TABLES:
            rows.append(measure(lab, Path(folder), into, arguments.rows, arguments.pairs))
            print(f"{into}: done after {time.monotonic() - started:.0f} s", file=sys.stderr)
        headline = [
            f"`python -m benchmarks.transfer`, {arguments.rows:,} rows, on {datetime.now(UTC).date()}.",
            machine.description(lab.server) + ".",
        ]
    report = markdown(rows, headline)
    print(report, end="")
    if arguments.write is not None:
        write_between_markers(arguments.write, report)


def measure(lab: Lab, folder: Path, into: str, size: int, pairs: int) -> Row:
    """Pairs of runs, each the other way round than the one before: what grows meanwhile hits both."""
    url, _ = lab.database("transfer")
    table, lines = TABLES[into]
    files = {number: _file(folder / f"{into}-{number}.csv", lines(number)) for number in (size // 10, size)}
    columns = files[size].open(encoding="utf-8").readline().strip()
    psql = Programs(folder).folder(folder) / "psql"
    copied: list[Run] = []
    imported: list[Run] = []
    with connect(url) as raw:

        def once(runs: list[Run], number: int) -> None:
            # CHECKPOINT, so that nobody pays for writing out what another left.
            raw.execute(f"TRUNCATE {table}, imports CASCADE".encode())
            raw.execute("CHECKPOINT")
            if runs is copied:
                command = f"\\copy {table} ({columns}) FROM '{files[number]}' CSV HEADER"
                runs.append(_run([str(psql), "--no-psqlrc", "--quiet", "--command", command, url], {}))
            else:
                runs.append(_tracktion("import", str(files[number]), "--into", into, url=url))
            found = raw.execute(f"SELECT count(*) FROM {table}".encode()).fetchone()
            assert found == (number,), found

        small: list[Run] = []
        once(small, size // 10)
        for pair in range(pairs):
            for runs in (copied, imported)[:: -1 if pair % 2 else 1]:
                once(runs, size)
        raw.execute(f"ANALYZE {table}".encode())
        exported = {
            number: _tracktion("export", str(folder / f"out{suffix}"), "--from", into, url=url)
            for number, suffix in enumerate((".csv", ".jsonl", ".csv.gz"))
        }
    ratios = [one.seconds / other.seconds for one, other in zip(copied, imported, strict=True)]
    best = min(run.seconds for run in copied) / min(run.seconds for run in imported)
    rate = Ratio(sum(ratios) / len(ratios), best)
    row = Row(f"import --into {into}", f"{size:,} rows of {files[size].stat().st_size / 1e6:.0f} MB")
    row.figures.append(Figure.of("rate against psql's \\copy of the same file", rate, TARGET, at_least=True))
    most = max(run.megabytes for run in imported)
    grown = most / small[0].megabytes
    row.figures.append(Figure(f"memory against that of {size // 10:,} rows", grown, GROWTH))
    row.timed.append(
        (
            "all rows",
            [
                _timed("psql: \\copy", copied, None),
                _timed("tracktion-db import", imported, Ratio(1 / rate.median, 1 / rate.minima)),
                *(
                    _timed(f"tracktion-db export, {kind}", [exported[number]], None)
                    for number, kind in enumerate(("CSV", "JSON Lines", "CSV, gzip"))
                ),
            ],
        )
    )
    row.notes.append(
        f"Memory: import {most:.0f} MB ({small[0].megabytes:.0f} MB for {size // 10:,} rows),"
        f" export at most {max(run.megabytes for run in exported.values()):.0f} MB."
    )
    return row


def tracks(size: int) -> Iterator[list[object]]:
    """Audio tracks under a header; every name is invented."""
    chance = random.Random(5)
    words = _words(chance)
    yield [
        *("id", "status", "title", "artist", "album", "genre", "year", "duration", "channels", "sample_rate"),
        *("bitrate", "format", "audio_path", "retry_count", "created_at", "updated_at"),
    ]
    for number in range(size):
        mix = ' (12" Mix)' if number % 20 == 0 else ""
        then = _instant(number)
        yield [
            uuid.UUID(int=chance.getrandbits(128), version=4),
            "COMPLETED",
            _name(chance, words, 4) + mix,
            _name(chance, words, 2),
            _name(chance, words, 3) if number % 3 else "",
            chance.choice(("Techno", "House", "Ambient", "")),
            chance.randrange(1970, 2025),
            round(chance.uniform(60, 600), 3),
            2,
            44_100,
            chance.choice((128_000, 320_000)),
            "flac",
            f"gs://music-library/{number:08d}.flac",
            0,
            then,
            then,
        ]


def recordings(size: int) -> Iterator[list[object]]:
    """Recordings under a header."""
    chance = random.Random(6)
    words = _words(chance)
    yield [
        *("id", "file_path", "file_name", "file_hash", "secondary_hash", "file_size", "status", "mime_type"),
        *("last_modified", "created_at", "updated_at"),
    ]
    for number in range(size):
        name = f"{number:08d} - {_name(chance, words, 3)}.flac"
        then = _instant(number)
        yield [
            uuid.UUID(int=chance.getrandbits(128), version=4),
            f"/srv/music/{_name(chance, words, 2)}/{name}",
            name,
            f"{chance.getrandbits(256):064x}",
            f"{chance.getrandbits(128):032x}",
            chance.randrange(3_000_000, 90_000_000),
            "analyzed",
            "audio/flac",
            then,
            then,
            then,
        ]


TABLES: Final[dict[str, tuple[str, Callable[[int], Iterator[list[object]]]]]] = {
    "library": ("audio_tracks", tracks),
    "catalog": ("recordings", recordings),
}


def _words(chance: random.Random) -> list[str]:
    return [
        "".join(chance.choices(SYLLABLES, k=chance.randrange(1, 5))).title()
        + ("" if number % 20 else chance.choice(FOREIGN))
        for number in range(20_000)
    ]


def _name(chance: random.Random, words: list[str], most: int) -> str:
    return " ".join(chance.choices(words, k=chance.randrange(1, most + 1)))


def _instant(number: int) -> str:
    return (datetime(2024, 1, 1, tzinfo=UTC) + timedelta(seconds=number)).isoformat()


def _file(path: Path, lines: Iterator[list[object]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(lines)
    return path


def _tracktion(*arguments: str, url: str) -> Run:
    program = "from tracktion_db.cli import app; app()"
    return _run([sys.executable, "-c", program, *arguments], {"DATABASE_URL": url})


def _run(command: list[str], environment: Mapping[str, str]) -> Run:
    started = time.perf_counter()
    process = subprocess.Popen(command, env={**os.environ, **environment}, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode == 0, command[:4]
    return Run(time.perf_counter() - started, usage.ru_maxrss / 1024)


def _timed(name: str, runs: list[Run], ratio: Ratio | None) -> Timed:
    seconds = [run.seconds for run in runs]
    return Timed(name, sum(seconds) / len(seconds), min(seconds), ratio)


if __name__ == "__main__":
    main()
