"""Twenty people at once on one pool of eight: ``python -m tests.privacy.crowd --operations 100000``.

Half of the calls go through the blocking executor with 16 threads, half through asyncio with 16 tasks, at the
same time and each on a pool of eight; with ``--pooler`` these pools share eight connections of the server,
behind the PgBouncer that ``TEST_PGBOUNCER`` names. Every row, plan and error that comes back is looked at.
The program starts an embedded server, prints its seed and what was seen, and fails where anything is
another's.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import secrets
import sys
import threading
import traceback
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from time import monotonic
from typing import Any, Final

import psycopg

from tests.fixtures.pooler import pooler
from tests.fixtures.service_role import service_role
from tests.privacy.acts import Act, Acts, Rewrite
from tests.privacy.filters import Unfiltered
from tests.privacy.marks import Seen, marks_in
from tests.privacy.people import Person, new_person, settle
from tracktion_db import AsyncDatabase, Call, Database, assistant
from tracktion_db.embedded import EmbeddedPostgres
from tracktion_db.errors import StatementError, TracktionDBError, UsageError
from tracktion_db.migrations import apply_migrations

PEOPLE: Final = 20
CONNECTIONS: Final = 8
WORKERS: Final = 16
MIXED_UP: Final = Path(__file__).with_name("count_mixed_up.sql")
POOL: Final = {"pool_min_size": CONNECTIONS, "pool_max_size": CONNECTIONS}


class _Undone(Exception):
    pass


class Watch:
    """Takes what an act was answered."""

    def __init__(self) -> None:
        self.seen = Seen()

    def answers(self, act: Act, answers: list[tuple[Call[Any], Any]], *, kept: bool = True) -> None:
        for call, answer in answers:
            name = act.name(call)
            self.seen.take(act.me.id, answer, name)
            if act.expects_nothing(call):
                self.seen.take_nothing(answer, name)
            elif kept:
                act.me.learn(call, answer)

    def error(self, act: Act, error: TracktionDBError) -> None:
        if "more than one row" in str(error):  # of one that has one row of each user
            self.seen.foreign[act.name(act.calls[0])] += 1
        elif isinstance(error, StatementError | UsageError):
            raise error  # no call of a crowd is wrong by itself
        self.seen.errors[type(error).__name__] += 1
        told = "".join(traceback.format_exception(error))
        self.seen.take_text({act.me.id}, told, f"error of {act.name(act.calls[0])}")

    def plan(self, act: Act, plan: str) -> None:
        (call,) = act.calls
        asked = marks_in(repr(call.parameters))  # a plan shows what it is of
        self.seen.take_text({act.me.id} | asked, plan, act.name(call))

    def begins(self, act: Act) -> Act:
        self.seen.calls[act.way] += len(act.calls)
        return act


def perform(db: Database, act: Act, watch: Watch) -> None:
    """Do it, blocking. ``perform_async`` is its twin."""
    me, first, user = act.me, act.calls[0], act.me.id if "for a user" in act.way else None
    if act.way.startswith("several"):
        answers = db.run_all(*act.calls, user_id=user)
        watch.answers(act, list(zip(act.calls, answers, strict=True)))
    elif act.way == "transact":
        answers = db.transact(lambda tx: [tx.run(call) for call in act.calls], user_id=me.id)
        watch.answers(act, list(zip(act.calls, answers, strict=True)))
    elif act.way.startswith("transaction"):
        with suppress(_Undone), db.transaction(user_id=me.id) as tx:
            for call in act.calls:
                if act.way == "transaction, with an error":
                    with suppress(TracktionDBError), tx.transaction() as inner:
                        watch.answers(act, [(call, inner.run(call))], kept=False)
                        inner.run(assistant.add_message(me.id, _long_message(me)))
                else:
                    watch.answers(act, [(call, tx.run(call))], kept=act.way == "transaction")
            if act.way == "transaction, undone":
                raise _Undone
    elif act.way == "stream":
        with db.stream(first) as rows:
            watch.answers(act, [(first, [row]) for row in rows])
    elif act.way == "explained":
        watch.plan(act, db.explain(first))
    else:
        cut = act.seconds if act.way in ("deadline", "cancelled") else None
        watch.answers(act, [(first, db.run(first, timeout=cut, user_id=user))])


async def perform_async(db: AsyncDatabase, act: Act, watch: Watch) -> None:
    """Do it, on asyncio."""
    me, first, user = act.me, act.calls[0], act.me.id if "for a user" in act.way else None
    if act.way.startswith("several"):
        answers = await db.run_all(*act.calls, user_id=user)
        watch.answers(act, list(zip(act.calls, answers, strict=True)))
    elif act.way == "transact":

        async def work(tx: Any) -> list[Any]:
            return [await tx.run(call) for call in act.calls]

        answers = await db.transact(work, user_id=me.id)
        watch.answers(act, list(zip(act.calls, answers, strict=True)))
    elif act.way.startswith("transaction"):
        with suppress(_Undone):
            async with db.transaction(user_id=me.id) as tx:
                for call in act.calls:
                    if act.way == "transaction, with an error":
                        with suppress(TracktionDBError):
                            async with tx.transaction() as inner:
                                watch.answers(act, [(call, await inner.run(call))], kept=False)
                                await inner.run(assistant.add_message(me.id, _long_message(me)))
                    else:
                        watch.answers(act, [(call, await tx.run(call))], kept=act.way == "transaction")
                if act.way == "transaction, undone":
                    raise _Undone
    elif act.way == "stream":
        async with db.stream(first) as rows:
            watch.answers(act, [(first, [row]) async for row in rows])
    elif act.way == "explained":
        watch.plan(act, await db.explain(first))
    elif act.way == "cancelled":
        task = asyncio.ensure_future(db.run(first))
        await asyncio.sleep(act.seconds)
        task.cancel()
        with suppress(asyncio.CancelledError):
            watch.answers(act, [(first, await task)])
    else:
        cut = act.seconds if act.way == "deadline" else None
        watch.answers(act, [(first, await db.run(first, timeout=cut, user_id=user))])


def _long_message(person: Person) -> assistant.NewMessage:
    """One that the server refuses: our own rules are passed by."""
    return assistant.NewMessage.model_construct(
        conversation_id=person.conversations[-1], role=person.mark, content=person.mark, metadata={}
    )


def mix(
    url: str, people: list[Person], operations: int, seed: int, *, rewrite: Rewrite, only_reads: bool = False
) -> Seen:
    """Let a crowd run so many calls on a database, all at once, and say what it saw."""
    total, lock = Seen(), threading.Lock()
    share = operations // (2 * WORKERS)

    def acts(worker: int) -> Acts:
        return Acts(people, seed * 1000 + worker, rewrite=rewrite, only_reads=only_reads)

    def thread(db: Database, worker: int) -> None:
        watch, drawn = Watch(), acts(worker)
        while watch.seen.calls.total() < share:
            act = watch.begins(drawn.draw())
            try:
                perform(db, act, watch)
            except TracktionDBError as error:
                watch.error(act, error)
        with lock:
            total.add(watch.seen, drawn.refused)

    async def task(db: AsyncDatabase, worker: int) -> None:
        watch, drawn = Watch(), acts(worker)
        while watch.seen.calls.total() < share:
            act = watch.begins(drawn.draw())
            try:
                await perform_async(db, act, watch)
            except TracktionDBError as error:
                watch.error(act, error)
        with lock:
            total.add(watch.seen, drawn.refused)

    async def tasks() -> None:
        async with AsyncDatabase.from_url(url, **POOL) as db:
            await asyncio.gather(*(task(db, WORKERS + worker) for worker in range(WORKERS)))

    with (
        Database.from_url(url, **POOL) as db,
        ThreadPoolExecutor(WORKERS + 1) as threads,
    ):
        done = [threads.submit(thread, db, worker) for worker in range(WORKERS)]
        done.append(threads.submit(asyncio.run, tasks()))
        for each in done:
            each.result()
    return total


def move_in(url: str, rng: random.Random, number: int = PEOPLE) -> list[Person]:
    """So many people with a few rows of every kind, and a template for everybody."""
    with Database.from_url(url, pool_min_size=1) as db:
        people = [new_person(db.run, which) for which in range(number)]
        for person in people:
            settle(db.run, person, rng)
        everybody = assistant.NewTemplate(
            template_type="blog", template_name="for everybody", template_content="shared"
        )
        db.run(assistant.add_default_template(everybody))
    return people


def count_mixed_up(url: str) -> int:
    """Rows whose text is another's than their column says, as the superuser sees them."""
    with psycopg.connect(url) as admin:
        found = admin.execute(MIXED_UP.read_bytes()).fetchone()
    assert found is not None
    return int(found[0])


def unchanged(call: Call[Any]) -> Call[Any]:
    """The call as the package makes it."""
    return call


def report(seen: Seen, seconds: float) -> str:
    """What was seen, in lines."""
    lines = [
        f"{seen.calls.total():,} calls in {seconds:.0f} s, {sum(seen.rows.values()):,} rows looked at",
        f"fewest rows of one person: {min(seen.rows.values(), default=0):,}",
    ]
    lines += [f"  {way}: {number:,}" for way, number in seen.calls.most_common()]
    lines.append(
        "errors, as they should be: " + ", ".join(f"{k} {v:,}" for k, v in seen.errors.most_common())
    )
    lines.append(f"foreign: {seen.foreign.total()} {dict(seen.foreign)}")
    return "\n".join(lines)


def main() -> int:
    """Run, print, and say by the exit code whether everybody saw their own."""
    parser = argparse.ArgumentParser(prog="python -m tests.privacy.crowd", description=__doc__)
    parser.add_argument("--operations", type=int, default=100_000, help="calls that are run")
    parser.add_argument("--seed", type=int, default=secrets.randbelow(10**6))
    parser.add_argument("--unfiltered", action="store_true", help="statements without their filters by user")
    parser.add_argument("--pooler", action="store_true", help="both executors through one PgBouncer")
    given = parser.parse_args()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory(prefix="crowd")))
        server = EmbeddedPostgres(folder / "server", durable=False)
        stack.callback(server.remove)
        stack.enter_context(server)
        url = server.start()
        apply_migrations(url)
        people = move_in(url, random.Random(given.seed))
        rewrite: Rewrite = Unfiltered(folder).rewrite if given.unfiltered else unchanged
        filters = "removed" if given.unfiltered else "kept"
        way = "through PgBouncer" if given.pooler else "straight to the server"
        _say(f"seed {given.seed}, {len(people)} people, filters {filters}, {way}")
        service = stack.enter_context(service_role(url))
        if given.pooler:
            service = stack.enter_context(pooler(service))
        started = monotonic()
        seen = mix(service, people, given.operations, given.seed, rewrite=rewrite)
        mixed_up = count_mixed_up(url)
        _say(report(seen, monotonic() - started))
        _say(f"rows written to another's: {mixed_up}")
    return 1 if seen.foreign or mixed_up else 0


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
