"""Whatever a caller gives, an answer or one of our own errors comes back, and the connection stays usable."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta
from inspect import isfunction, signature
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import SecretStr

from tests.accounts.samples import DAY, HASH, NOBODY, TOKEN
from tests.catalog.test_hostile_input import HOSTILE, made_or_refused
from tracktion_db import Call, Database, accounts
from tracktion_db.accounts import NewUser, UserChanges
from tracktion_db.errors import TracktionDBError, ValidationError

MORE = [
    SecretStr(""),
    SecretStr("x"),
    SecretStr("\ud800"),
    timedelta.max,
    timedelta.min,
    timedelta(0),
    "'; --",
    "%_",
]

# For each function arguments that it takes; each of them is then replaced by what is hostile.
GOOD: dict[str, dict[str, Any]] = {
    "add_session": {"user_id": NOBODY, "token": TOKEN, "lifetime": DAY},
    "add_user": {"user": NewUser(username="ada")},
    "extend_session": {"token": TOKEN, "lifetime": DAY},
    "get_credentials_by_email": {"email": "ada@example.org"},
    "get_credentials_by_username": {"username": "ada"},
    "get_session": {"token": TOKEN},
    "get_user": {"user_id": NOBODY},
    "get_user_by_email": {"email": "ada@example.org"},
    "get_user_by_username": {"username": "ada"},
    "list_sessions": {"user_id": NOBODY},
    "new_token": {},
    "remove_expired_sessions": {"limit": 10},
    "remove_other_sessions": {"user_id": NOBODY, "session_id": NOBODY},
    "remove_session_by_token": {"token": TOKEN},
    "remove_session": {"user_id": NOBODY, "session_id": NOBODY},
    "remove_sessions": {"user_id": NOBODY},
    "remove_user": {"user_id": NOBODY},
    "set_password_hash": {"user_id": NOBODY, "password_hash": HASH},
    "token_hash": {"token": TOKEN},
    "update_user": {"user_id": NOBODY, "changes": UserChanges(username="x")},
}


def run_for_nothing(db: Database, call: Call[Any] | str) -> None:
    """Run a call and undo it; only our own errors may come of it. A token is no call."""
    if isinstance(call, str):
        return
    setting = call.statement.row_setting
    user_id: Any = None
    if setting is not None and setting.setting == "app.user_id":
        user_id = call.parameters[setting.position]
    with suppress(TracktionDBError), db.transaction(user_id=user_id) as tx:
        with tx.transaction() as inner:
            _ = inner.run(call)
        raise ValidationError("undo", "this")


def test_every_function_is_tried_here() -> None:
    functions = {name for name in accounts.__all__ if isfunction(getattr(accounts, name))}

    assert accounts.__all__ == sorted(accounts.__all__)
    assert functions == set(GOOD)
    for name, arguments in GOOD.items():
        assert set(signature(getattr(accounts, name)).parameters) == set(arguments), name


@pytest.mark.parametrize("name", GOOD)
def test_a_function_answers_or_raises_one_of_our_own_errors(shared_db: Database, name: str) -> None:
    function = getattr(accounts, name)
    run_for_nothing(shared_db, function(**GOOD[name]))
    for parameter in GOOD[name]:
        for value in [*HOSTILE, *MORE]:
            made = made_or_refused(function, **GOOD[name] | {parameter: value})
            if isinstance(made, ValidationError):
                assert made.field.startswith(parameter), (parameter, made)
                assert len(made.reason) < 200
            else:
                run_for_nothing(shared_db, made)


@pytest.mark.parametrize("kind", [NewUser, UserChanges])
def test_an_input_is_made_or_refused_with_its_field(shared_db: Database, kind: type[Any]) -> None:
    for field in [*kind.model_fields, "unknown"]:
        for value in [*HOSTILE, *MORE]:
            made = made_or_refused(kind, **{"email": "ada@example.org", "username": "ada", field: value})
            if isinstance(made, ValidationError):
                assert made.field.startswith(field), (field, made)
                assert len(made.reason) < 200
                continue
            if kind is NewUser:
                call = made_or_refused(accounts.add_user, made)
            else:
                call = made_or_refused(accounts.update_user, NOBODY, made)
            if not isinstance(call, ValidationError):
                run_for_nothing(shared_db, call)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    username=st.text(st.characters(), max_size=70), email=st.text(st.characters(), max_size=70) | st.emails()
)
def test_any_name_is_stored_as_it_is_or_refused(shared_db: Database, username: str, email: str) -> None:
    with suppress(TracktionDBError):
        call = accounts.add_user(NewUser(username=username, email=email))
        user_id: Any = call.parameters[0]
        assert isinstance(user_id, UUID)
        with shared_db.transaction(user_id=user_id) as tx:
            user = tx.run(call)
            assert (user.username, user.email) == (username, email)
            assert tx.run(accounts.get_user_by_username(username)) == user
            assert tx.run(accounts.get_user_by_email(email)) == user
            raise ValidationError("undo", "this")
