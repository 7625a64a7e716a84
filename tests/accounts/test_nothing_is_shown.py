"""A canary: no token, password hash or e-mail is in an error, a repr or a log, whatever goes wrong."""

from __future__ import annotations

import logging
import traceback
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from typing import Any

import pytest
from pydantic import SecretStr

from tests.accounts.samples import BCRYPT, DAY, EMAIL, HASH, NOBODY, TOKEN
from tests.fixtures.executors import Run
from tracktion_db import Call, accounts
from tracktion_db.accounts import NewUser, UserChanges, token_hash
from tracktion_db.errors import TracktionDBError

LOGGERS = ("tracktion_db", "psycopg", "psycopg.pool")
# What no rule of Python's would let through, as a program that goes around them might send it.
PASSWORD = "correct horse battery staple"
CANARIES = (
    TOKEN,
    token_hash(TOKEN),
    BCRYPT,
    BCRYPT[7:],
    EMAIL,
    EMAIL.casefold(),
    EMAIL.partition("@")[0],
    PASSWORD,
)


class Seen:
    """Everything that anybody could have written down."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self.errors: list[TracktionDBError] = []

    def take(self, thing: object) -> None:
        self.texts += [repr(thing), str(thing)]

    def failing(self, work: Callable[[], Any]) -> None:
        try:
            self.take(work())
        except TracktionDBError as error:
            self.errors.append(error)
            self.take(error)
            self.take(error.args)
            self.take({name: value for name, value in vars(error).items() if not name.startswith("__")})
            # What logging.exception() writes: with the driver's error, that is the cause.
            self.texts += traceback.format_exception(error)


def around(**fields: Any) -> NewUser:
    """An input that nobody checked."""
    return NewUser.model_construct(**{"email": None, "username": None, "password_hash": None, **fields})


def mishaps(user_id: Any) -> list[Callable[[], Call[Any]]]:
    """Everything that is refused, by us or by the server."""
    return [
        lambda: accounts.add_user(NewUser(email=EMAIL, password_hash=SecretStr(PASSWORD))),
        lambda: accounts.add_user(NewUser(email=f"{EMAIL} {BCRYPT}")),
        lambda: accounts.add_user(NewUser(username=EMAIL)),
        lambda: accounts.add_user(NewUser(email=EMAIL, password_hash=SecretStr(BCRYPT + TOKEN))),
        lambda: accounts.add_user(NewUser.model_validate({EMAIL: BCRYPT})),
        lambda: accounts.add_user(
            NewUser.model_validate_json(f'{{"email": "{EMAIL}", "password_hash": "x"}}')
        ),
        # a conflict, and broken rules
        lambda: accounts.add_user(NewUser(email=EMAIL.upper(), password_hash=HASH)),
        lambda: accounts.add_user(around(email=EMAIL + EMAIL, password_hash=HASH)),
        lambda: accounts.add_user(around(username=EMAIL, password_hash=HASH)),
        lambda: accounts.add_user(around(username="x", password_hash=SecretStr(PASSWORD))),
        lambda: accounts.update_user(user_id, UserChanges(email=EMAIL + "@")),
        lambda: accounts.update_user(NOBODY, UserChanges(email=EMAIL)),
        lambda: accounts.set_password_hash(NOBODY, HASH),
        lambda: accounts.set_password_hash(user_id, SecretStr(PASSWORD)),
        lambda: accounts.add_session(user_id, TOKEN, DAY),
        lambda: accounts.add_session(NOBODY, TOKEN + "A", DAY),
        lambda: accounts.add_session(user_id, TOKEN + "=", DAY),
        lambda: accounts.add_session(user_id, TOKEN, timedelta.max),
        lambda: accounts.extend_session(TOKEN, timedelta.max),
    ]


@pytest.fixture
def seen(caplog: pytest.LogCaptureFixture) -> Seen:
    for name in LOGGERS:
        caplog.set_level(logging.DEBUG, logger=name)
    return Seen()


def assert_nothing_is_shown(seen: Seen, caplog: pytest.LogCaptureFixture) -> None:
    seen.texts += [caplog.text, *(repr(vars(record)) for record in caplog.records)]
    for text in seen.texts:
        for canary in CANARIES:
            # Whole lines of this file stand in tracebacks, but none of them says a canary itself.
            assert canary not in text


def test_nothing_is_shown_to_a_service_whatever_goes_wrong(
    service: Run, seen: Seen, caplog: pytest.LogCaptureFixture
) -> None:
    given = NewUser(email=EMAIL, username="ada", password_hash=HASH)
    user = service(accounts.add_user(given))
    session = service(accounts.add_session(user.id, TOKEN, DAY))
    credentials = service(accounts.get_credentials_by_email(EMAIL))
    for thing in (given, UserChanges(email=EMAIL), user, session, credentials):
        seen.take(thing)
    calls = (
        accounts.add_user(given),
        accounts.get_user_by_email(EMAIL),
        accounts.get_session(TOKEN),
        accounts.get_user_by_email(EMAIL * 100),
        accounts.get_user_by_email(EMAIL + "\0"),
        accounts.get_session(TOKEN + "!"),
        accounts.extend_session(TOKEN, DAY),
        accounts.set_password_hash(user.id, HASH),
    )
    for call in calls:
        seen.take(call)
        seen.take(call.statement)
        # in a transaction of nobody, and cut short by a time-out
        seen.failing(lambda call=call: service.transact(call))
        seen.failing(lambda call=call: service(call, timeout=1e-6))
    for mishap in mishaps(user.id):
        with suppress(TracktionDBError):
            seen.take(mishap())
        seen.failing(lambda mishap=mishap: service(mishap()))

    assert len(seen.errors) > len(mishaps(user.id))
    assert_nothing_is_shown(seen, caplog)


def test_the_canary_would_be_heard(seen: Seen, caplog: pytest.LogCaptureFixture) -> None:
    logging.getLogger("tracktion_db.pool").debug("%s", EMAIL)
    with pytest.raises(AssertionError):
        assert_nothing_is_shown(seen, caplog)


def test_our_own_errors_show_nothing_to_a_superuser_either(run: Run) -> None:
    user = run(accounts.add_user(NewUser(email=EMAIL, username="ada", password_hash=HASH)))
    _ = run(accounts.add_session(user.id, TOKEN, DAY))
    for mishap in mishaps(user.id):
        with pytest.raises(TracktionDBError) as refused:
            run(mishap())
        for canary in CANARIES:
            assert canary not in f"{refused.value!r} {refused.value} {refused.value.args}"
