"""Two who want one name at the same time: one gets it, the other is told which field it was."""

from __future__ import annotations

import asyncio
import threading
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

import pytest

from tests.accounts.samples import new_user
from tracktion_db import AsyncDatabase, Call, Database, accounts
from tracktion_db.accounts import NewUser, User, UserChanges
from tracktion_db.errors import Conflict, TracktionDBError

WRITERS = 8
ROUNDS = 20


def sign_ups(number: int, field: str) -> list[Call[User]]:
    """The same name in as many cases."""
    name = f"ada{number}@example.org" if field == "email" else f"ada{number}"
    forms = [name, name.upper(), name.title(), name.capitalize(), name.replace("a", "\uff41", 1)] * 2
    return [
        accounts.add_user(NewUser(email=form) if field == "email" else NewUser(username=form))
        for form in forms[:WRITERS]
    ]


def assert_one_has_won(answers: list[User | TracktionDBError], field: str) -> None:
    users = [answer for answer in answers if isinstance(answer, User)]
    errors = [answer for answer in answers if not isinstance(answer, User)]
    assert len(users) == 1
    assert len(errors) == WRITERS - 1
    for error in errors:
        assert isinstance(error, Conflict)
        assert (error.constraint, error.field) == (f"users_{field}_unique", field)


@pytest.mark.parametrize("field", ["email", "username"])
def test_of_threads_at_once_one_signs_up(db: Database, field: str) -> None:
    together = threading.Barrier(WRITERS)

    def sign_up(call: Call[User]) -> User | TracktionDBError:
        together.wait()
        try:
            return db.run(call)
        except TracktionDBError as error:
            return error

    with ThreadPoolExecutor(WRITERS) as threads:
        for number in range(ROUNDS):
            assert_one_has_won(list(threads.map(sign_up, sign_ups(number, field))), field)


@pytest.mark.parametrize("field", ["email", "username"])
async def test_of_tasks_at_once_one_signs_up(adb: AsyncDatabase, field: str) -> None:
    async def sign_up(call: Call[User]) -> User | TracktionDBError:
        try:
            return await adb.run(call)
        except TracktionDBError as error:
            return error

    for number in range(ROUNDS):
        answers = await asyncio.gather(*map(sign_up, sign_ups(number, field)))
        assert_one_has_won(answers, field)


def test_who_comes_second_waits_for_the_first_and_wins_if_it_gives_up(db: Database) -> None:
    first, second = sign_ups(0, "email")[:2]
    user_id: Any = first.parameters[0]
    waiting: list[Future[User]] = []
    with ThreadPoolExecutor(1) as threads:
        with pytest.raises(RuntimeError), db.transaction(user_id=user_id) as tx:
            _ = tx.run(first)
            waiting.append(threads.submit(db.run, second))
            with pytest.raises(TimeoutError):
                waiting[0].result(timeout=0.5)
            raise RuntimeError("changed their mind")
        user = waiting[0].result(timeout=20)
    assert db.run(accounts.get_user_by_email("ada0@example.org")) == user


def test_who_takes_anothers_name_meanwhile_is_refused(db: Database) -> None:
    one, other = (db.run(accounts.add_user(new_user())) for _ in range(2))
    taking = accounts.update_user(other.id, UserChanges(username="ADA"))
    waiting: list[Future[User]] = []
    with ThreadPoolExecutor(1) as threads:
        with db.transaction(user_id=one.id) as tx:
            _ = tx.run(accounts.update_user(one.id, UserChanges(username="ada")))
            waiting.append(threads.submit(db.run, taking))
            with pytest.raises(TimeoutError):
                waiting[0].result(timeout=0.5)
        with pytest.raises(Conflict) as refused:
            waiting[0].result(timeout=20)
    assert refused.value.field == "username"
