from __future__ import annotations

import pickle
from typing import Any

import psycopg
import pytest
from pydantic import SecretStr

from tests.accounts.samples import BCRYPT, HASH, HASHES, NO_HASHES, NOBODY, new_user
from tests.fixtures.executors import Run
from tracktion_db import accounts
from tracktion_db.accounts import NewUser
from tracktion_db.errors import ValidationError


@pytest.mark.parametrize("name", HASHES)
def test_what_a_library_wrote_is_stored_as_it_is(run: Run, name: str) -> None:
    user = run(accounts.add_user(new_user(email="a@example.org", password_hash=SecretStr(HASHES[name]))))

    credentials = run(accounts.get_credentials_by_email("A@EXAMPLE.ORG"))
    assert user.has_password
    assert credentials is not None
    assert (credentials.user_id, credentials.password_hash.get_secret_value()) == (user.id, HASHES[name])
    assert run(accounts.get_credentials_by_username(str(user.username).upper())) == credentials


@pytest.mark.parametrize("name", NO_HASHES)
def test_what_is_no_hash_is_refused_without_showing_it(name: str) -> None:
    for make in (
        lambda: NewUser(username="x", password_hash=SecretStr(NO_HASHES[name])),
        lambda: new_user().model_copy(update={"password_hash": NO_HASHES[name]}),
        lambda: NewUser.model_validate({"username": "x", "password_hash": NO_HASHES[name]}),
        lambda: accounts.set_password_hash(NOBODY, SecretStr(NO_HASHES[name])),
    ):
        with pytest.raises(ValidationError) as refused:
            make()
        assert refused.value.field == "password_hash"
        assert not NO_HASHES[name] or NO_HASHES[name] not in f"{refused.value!r}{refused.value}"


@pytest.mark.parametrize("value", [b"bytes", 5, ["a"], object()])
def test_what_is_no_text_is_refused(value: Any) -> None:
    with pytest.raises(ValidationError) as refused:
        _ = NewUser(username="x", password_hash=value)
    assert refused.value.field == "password_hash"


@pytest.mark.parametrize("name", HASHES)
def test_the_constraint_takes_what_python_takes(database_url: str, name: str) -> None:
    with psycopg.connect(database_url) as connection:
        connection.execute("INSERT INTO users (username, password_hash) VALUES ('x', %s)", [HASHES[name]])


@pytest.mark.parametrize("name", NO_HASHES)
def test_the_constraint_refuses_what_python_refuses(database_url: str, name: str) -> None:
    with psycopg.connect(database_url) as connection, pytest.raises(psycopg.errors.CheckViolation) as refused:
        connection.execute("INSERT INTO users (username, password_hash) VALUES ('x', %s)", [NO_HASHES[name]])
    assert refused.value.diag.constraint_name == "users_password_hash_format"


def test_a_password_is_set_and_removed(run: Run) -> None:
    user = run(accounts.add_user(NewUser(username="ada")))
    assert run(accounts.get_credentials_by_username("ada")) is None

    changed = run(accounts.set_password_hash(user.id, HASH))
    assert changed.has_password
    found = run(accounts.get_credentials_by_username("ada"))
    assert found is not None
    assert found.password_hash == HASH

    assert not run(accounts.set_password_hash(user.id, None)).has_password
    assert run(accounts.get_credentials_by_username("ada")) is None


def test_nobody_has_no_credentials(run: Run) -> None:
    assert run(accounts.get_credentials_by_email("nobody@example.org")) is None
    assert run(accounts.get_credentials_by_username("nobody")) is None


def test_a_hash_is_in_no_repr_and_no_dump(run: Run) -> None:
    given = new_user(email="ada@example.org")
    user = run(accounts.add_user(given))
    credentials = run(accounts.get_credentials_by_email("ada@example.org"))
    assert credentials is not None

    for shown in (
        repr(given), str(given), str(given.model_dump()), given.model_dump_json(),
        repr(user), str(user.model_dump()),
        repr(credentials), str(credentials), str(credentials.model_dump()), credentials.model_dump_json(),
        str(dict(credentials)), str(vars(credentials)), f"{credentials.password_hash}",
        repr(accounts.add_user(given)), repr(accounts.set_password_hash(user.id, HASH)),
    ):  # fmt: skip
        assert BCRYPT not in shown
    # The negative control: who asks for it has it, and a pickle between processes.
    assert credentials.password_hash.get_secret_value() == BCRYPT
    assert pickle.loads(pickle.dumps(credentials)) == credentials


def test_a_user_and_a_session_have_no_field_of_a_hash() -> None:
    assert not any("hash" in field for field in (*accounts.User.model_fields, *accounts.Session.model_fields))
