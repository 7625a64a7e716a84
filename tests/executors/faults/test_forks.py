"""A process that forks with an open database, in a process of its own."""

from __future__ import annotations

import subprocess
import sys

import pytest

PARENT = """
import asyncio, os, sys, threading
from tests.executors.faults.calls import add_entry, get_answer, get_backend, list_entries
from tests.executors.faults.either import blocking, on_asyncio
from tracktion_db import Settings
from tracktion_db.errors import UsageError
from uuid import uuid4

executor = {"blocking": blocking, "asyncio": on_asyncio}[sys.argv[1]]
settings = Settings.from_url(sys.argv[2], pool_min_size=2, pool_max_size=2, application_name="forks")


def refused(work):
    try:
        work()
    except UsageError as error:
        return "another process" in str(error)
    return False


def in_child(work):
    child = os.fork()
    if child == 0:
        code = 1
        try:
            code = 0 if work() else 2
        finally:
            os._exit(code)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
"""


def run_parent(executor: str, url: str, script: str) -> None:
    done = subprocess.run(
        # Python warns of any fork beside threads; that is what this is about.
        [sys.executable, "-W", "error", "-W", "ignore:This process", "-c", PARENT + script, executor, url],
        check=False,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stderr == ""


def test_a_forked_child_is_refused_and_its_parent_goes_on(url: str) -> None:
    run_parent(
        "blocking",
        url,
        """
with blocking(settings) as db:
    db.open()
    with db.transaction() as first, db.transaction() as second:
        backends = {first.run(get_backend()).number, second.run(get_backend()).number}

    def child():
        def transaction():
            with db.transaction():
                pass
        refusals = [refused(lambda: db.run(get_answer(1))), refused(transaction), refused(db.open)]
        db.close()
        return all(refusals)

    for number in range(5):
        assert in_child(child) == 0
        for answer in range(50):
            assert db.run(get_answer(answer)).number == answer
    assert db.run(get_backend()).number in backends
""",
    )


def test_parent_and_children_at_once_never_get_each_others_answers(url: str) -> None:
    run_parent(
        "blocking",
        url,
        """
with blocking(settings) as db:
    db.open()
    db.run(get_answer(1))

    def child():
        results = [refused(lambda: db.run(get_answer(number))) for number in range(100)]
        with blocking(settings) as own:
            own.open()
            results += [own.run(get_answer(-number)).number == -number for number in range(200)]
        return all(results)

    codes = []
    threads = [threading.Thread(target=lambda: codes.append(in_child(child))) for _ in range(3)]
    for thread in threads:
        thread.start()
    for number in range(600):
        assert db.run(get_answer(number)).number == number
    for thread in threads:
        thread.join()
    assert codes == [0, 0, 0]
""",
    )


@pytest.mark.parametrize("executor", ["blocking", "asyncio"])
def test_a_child_forked_inside_a_transaction_cannot_touch_it(url: str, executor: str) -> None:
    run_parent(
        executor,
        url,
        """
class Left(Exception):
    pass

with executor(settings) as db:
    db.open()
    entry, child = uuid4(), None
    try:
        if executor is blocking:
            with db.transaction() as tx:
                tx.run(add_entry(entry))
                child = os.fork()
                if child == 0:
                    assert refused(lambda: tx.run(get_answer(1)))
                    assert refused(lambda: db.run(get_answer(1)))
                    raise Left
                assert os.waitpid(child, 0)[1] == 0
                assert tx.run(get_answer(2)).number == 2
        else:
            async def work():
                async with db._runner.transaction() as tx:
                    await tx.run(add_entry(entry))
                    child = os.fork()
                    if child == 0:
                        code = 1
                        try:
                            try:
                                await tx.run(get_answer(1))
                            except UsageError:
                                code = 0
                        finally:
                            os._exit(code)
                    assert os.waitpid(child, 0)[1] == 0
                    assert (await tx.run(get_answer(2))).number == 2
            db._loop.wait_for(work())
    except Left:
        db.close()
        sys.exit(0)  # in good order: all blocks are left and all objects finalized
    assert [found.id for found in db.run(list_entries([entry]))] == [entry]
""",
    )


def test_a_transaction_block_that_a_child_leaves_normally_is_refused_there(url: str) -> None:
    run_parent(
        "blocking",
        url,
        """
with blocking(settings) as db:
    db.open()
    entry = uuid4()
    child = None
    try:
        with db.transaction() as tx:
            tx.run(add_entry(entry))
            child = os.fork()
            if child:
                assert os.waitpid(child, 0)[1] == 0
    except UsageError:
        os._exit(0 if child == 0 else 1)
    assert child != 0
    assert [found.id for found in db.run(list_entries([entry]))] == [entry]
""",
    )


def test_a_database_that_was_not_open_yet_may_be_opened_in_the_child(url: str) -> None:
    run_parent(
        "blocking",
        url,
        """
with blocking(settings) as db:
    def child():
        db.open()
        right = db.run(get_answer(1)).number == 1
        db.close()
        return right

    assert in_child(child) == 0
    db.open()
    assert db.run(get_answer(2)).number == 2
""",
    )
