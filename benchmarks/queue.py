"""Claims and finishes a second, beside procrastinate's: ``python -m benchmarks.queue [--url URL]``.

At the URL databases may be created; one is made for the run, and dropped after it. Without it an embedded
server is started. Both queues live in this one database, and workers are tasks of one asyncio process on as
many connections. procrastinate is asked by its job manager (``fetch_job``, ``finish_job``), without the
worker that would run tasks above it; it hands out one job at a time. Rounds alternate, the median counts.
"""

from __future__ import annotations

import argparse
import asyncio
import os
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from statistics import median
from time import perf_counter
from typing import Any, Final

from psycopg.conninfo import conninfo_to_dict

from benchmarks import machine
from benchmarks.lab import Lab, connect, open_lab
from tracktion_db import AsyncDatabase, karaoke
from tracktion_db.migrations import apply_migrations

WORKERS: Final = 4
ROUNDS: Final = 3
SINGLE_JOBS: Final = 4_000
BATCH_JOBS: Final = 20_000
BATCHES: Final = (100, 10, 1)
ADD: Final = b"""WITH song AS (INSERT INTO songs (title, source) VALUES ('Roxanne', 'local') RETURNING id)
    INSERT INTO jobs (song_id) SELECT song.id FROM song, generate_series(1, %s)"""
ADD_THEIRS: Final = b"""INSERT INTO procrastinate_jobs (queue_name, task_name, priority, args, status)
    SELECT 'default', 'sing', 0, '{}', 'todo' FROM generate_series(1, %s)"""

Work = Callable[[int], Awaitable[int]]


def main() -> None:
    """Measure and print."""
    arguments = _arguments()
    if arguments.url:
        os.environ["BENCH_DATABASE_URL"] = arguments.url
    with open_lab(quick=arguments.quick) as lab:
        rates = asyncio.run(_measure(lab))
        print(f"`python -m benchmarks.queue` on {datetime.now(UTC).date()}, {WORKERS} workers.")
        print(machine.description(lab.server) + ".")
    theirs = rates["procrastinate, one by one"]
    print("\n| queue | claims and finishes a second | ratio |\n| --- | ---: | ---: |")
    for name, rate in rates.items():
        print(f"| {name} | {rate:,.0f} | {rate / theirs:.1f} |")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.queue", description="Claims and finishes a second, beside procrastinate's."
    )
    parser.add_argument("--url", help="a server where databases may be created")
    parser.add_argument("--quick", action="store_true", help="fewer jobs: to try it, not to believe it")
    return parser.parse_args()


async def _measure(lab: Lab) -> dict[str, float]:
    url, _ = lab.database("queue")
    apply_migrations(url)
    rates: dict[str, list[float]] = {}
    async with AsyncDatabase.from_url(url, pool_min_size=WORKERS, pool_max_size=WORKERS) as db:
        for _ in range(ROUNDS):
            for batch in BATCHES:
                jobs = lab.pick(SINGLE_JOBS if batch == 1 else BATCH_JOBS, 1_000)
                name = f"tracktion_db, {f'batches of {batch}' if batch > 1 else 'one by one'}"
                rates.setdefault(name, []).append(await _ours(url, db, jobs, batch))
            jobs = lab.pick(SINGLE_JOBS, 1_000)
            rates.setdefault("procrastinate, one by one", []).append(await _theirs(url, jobs))
    return {name: median(of_name) for name, of_name in rates.items()}


async def _ours(url: str, db: AsyncDatabase, jobs: int, batch: int) -> float:
    with connect(url) as connection:
        connection.execute("TRUNCATE songs, jobs")
        connection.execute(ADD, [jobs])
        connection.execute("VACUUM (ANALYZE) jobs")

    async def work(number: int) -> int:
        done = 0
        while claimed := await db.run(karaoke.claim_jobs(f"worker {number}", limit=batch)):
            done += len(await db.run(karaoke.finish_jobs([job.lease for job in claimed])))
        return done

    return await _rate(work, jobs)


async def _theirs(url: str, jobs: int) -> float:
    from procrastinate import PsycopgConnector
    from procrastinate.jobs import Status
    from procrastinate.manager import JobManager
    from procrastinate.schema import SchemaManager

    given: dict[str, Any] = conninfo_to_dict(url)
    connector = PsycopgConnector(min_size=WORKERS, max_size=WORKERS, kwargs=given)
    await connector.open_async()
    try:
        with connect(url) as connection:
            if connection.execute("SELECT to_regclass('procrastinate_jobs')").fetchall() == [(None,)]:
                await SchemaManager(connector).apply_schema_async()
            connection.execute("TRUNCATE procrastinate_jobs CASCADE")
            connection.execute(ADD_THEIRS, [jobs])
            connection.execute("VACUUM (ANALYZE) procrastinate_jobs")
        manager = JobManager(connector)

        async def work(_: int) -> int:
            worker = await manager.register_worker()
            done = 0
            while job := await manager.fetch_job(queues=None, worker_id=worker):
                await manager.finish_job(job, Status.SUCCEEDED, delete_job=False)
                done += 1
            return done

        return await _rate(work, jobs)
    finally:
        await connector.close_async()


async def _rate(work: Work, jobs: int) -> float:
    started = perf_counter()
    done = sum(await asyncio.gather(*(work(number) for number in range(WORKERS))))
    seconds = perf_counter() - started
    assert done == jobs, f"{done} of {jobs} jobs were done"
    return jobs / seconds


if __name__ == "__main__":
    main()
