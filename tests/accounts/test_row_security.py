"""Nobody reads what is another's: the calls as a role that row-level security binds, and policies alone."""

from __future__ import annotations

from collections.abc import Generator
from typing import Any, TypeAlias
from uuid import UUID, uuid4

import psycopg
import pytest

from tests.accounts.samples import DAY, HASH, NOBODY, add_belongings, new_user
from tests.fixtures.executors import Run
from tracktion_db import accounts
from tracktion_db.accounts import NewUser, UserChanges, new_token, token_hash
from tracktion_db.errors import Conflict, InvalidReference, NotFound

Connection: TypeAlias = psycopg.Connection[Any]

IS_ROW_SECURITY_FORCED = """
    SELECT relname, relrowsecurity AND relforcerowsecurity
    FROM pg_class
    WHERE oid IN ('users'::regclass, 'sessions'::regclass)
    ORDER BY relname
"""


class Two:
    """Ada and Grace, and a session of each."""

    def __init__(self, run: Run) -> None:
        self.tokens = [new_token(), new_token()]
        self.ada, self.grace = (
            run(accounts.add_user(NewUser(email=f"{name}@example.org", username=name, password_hash=HASH)))
            for name in ("ada", "grace")
        )
        self.sessions = [
            run(accounts.add_session(person.id, token, DAY))
            for person, token in zip((self.ada, self.grace), self.tokens, strict=True)
        ]


@pytest.fixture
def two(run: Run) -> Two:
    """Added by somebody who sees everything."""
    return Two(run)


@pytest.fixture
def people(database_url: str, service_url: str) -> Generator[tuple[Connection, list[UUID]]]:
    """A service's connection, without any executor, and two users with all that is theirs."""
    with psycopg.connect(database_url, autocommit=True) as admin:
        ids = [uuid4(), uuid4()]
        for number, user_id in enumerate(ids):
            admin.execute(
                "INSERT INTO users (id, email, username) VALUES (%s, %s, %s)",
                [user_id, f"{number}@example.org", f"user {number}"],
            )
            admin.execute(
                "INSERT INTO sessions (user_id, token_hash, expires_at)"
                " VALUES (%s, repeat(%s, 64), now() + interval '1 day')",
                [user_id, str(number)],
            )
            add_belongings(admin, user_id)
    with psycopg.connect(service_url, autocommit=True) as connection:
        yield connection, ids


def test_every_call_works_for_whose_rows_they_are(service: Run) -> None:
    user = service(accounts.add_user(NewUser(email="Ada@example.org", username="ada", password_hash=HASH)))
    token = new_token()
    session = service(accounts.add_session(user.id, token, DAY))

    assert service(accounts.get_user(user.id)) == user
    assert service(accounts.get_user_by_email("ada@EXAMPLE.org")) == user
    assert service(accounts.get_user_by_username("ADA")) == user
    for credentials in (
        service(accounts.get_credentials_by_email("ADA@example.org")),
        service(accounts.get_credentials_by_username("Ada")),
    ):
        assert credentials is not None
        assert (credentials.user_id, credentials.password_hash) == (user.id, HASH)
    assert service(accounts.get_session(token)) == session
    assert service(accounts.list_sessions(user.id)) == [session]
    assert service(accounts.extend_session(token, 2 * DAY)) is not None
    assert service(accounts.update_user(user.id, UserChanges(username="Ada L"))).username == "Ada L"
    assert not service(accounts.set_password_hash(user.id, None)).has_password
    assert service(accounts.remove_session(user.id, session.id)) == 1
    _ = service(accounts.add_session(user.id, token, DAY))
    assert service(accounts.remove_session_by_token(token)) == 1
    session = service(accounts.add_session(user.id, token, DAY))
    _ = service(accounts.add_session(user.id, new_token(), DAY))
    assert service(accounts.remove_other_sessions(user.id, session.id)) == 1
    assert service(accounts.remove_sessions(user.id)) == 1
    assert service(accounts.remove_user(user.id)).id == user.id
    assert service(accounts.get_user_by_email("ada@example.org")) is None


def test_a_removed_user_takes_everything_along_for_a_service_too(
    service: Run, two: Two, database_url: str
) -> None:
    with psycopg.connect(database_url, autocommit=True) as admin:
        add_belongings(admin, two.ada.id)
        add_belongings(admin, two.grace.id)
        removed = service(accounts.remove_user(two.ada.id))
        assert (removed.sessions, removed.messages, removed.chunks) == (1, 2, 3)
        assert removed.anonymised_config_changes == 1
        left = admin.execute("SELECT DISTINCT user_id FROM messages").fetchall()
    assert left == [(two.grace.id,)]


def test_the_session_of_another_is_one_that_is_not_there(service: Run, two: Two) -> None:
    assert service(accounts.remove_session(two.ada.id, two.sessions[1].id)) == 0
    assert service(accounts.remove_session(two.ada.id, NOBODY)) == 0
    assert service(accounts.remove_other_sessions(two.ada.id, two.sessions[0].id)) == 0
    assert service(accounts.list_sessions(NOBODY)) == []
    assert service(accounts.get_session(two.tokens[1])) == two.sessions[1]


def test_who_is_not_there_is_told_in_the_same_words(service: Run) -> None:
    with pytest.raises(InvalidReference) as refused:
        service(accounts.add_session(NOBODY, new_token(), DAY))
    assert refused.value.field == "user_id"
    with pytest.raises(NotFound):
        service(accounts.remove_user(NOBODY))


def test_a_name_that_is_taken_is_a_conflict_for_a_service_too(service: Run, two: Two) -> None:
    with pytest.raises(Conflict) as refused:
        service(accounts.add_user(NewUser(email="ADA@example.org")))
    assert refused.value.field == "email"
    # Whose it is, and that it is there at all, the server does not say to who may not see it.
    assert "example" not in f"{refused.value}{refused.value.__cause__}"


def test_row_security_holds_for_the_owner_too(database_url: str) -> None:
    with psycopg.connect(database_url) as connection:
        assert connection.execute(IS_ROW_SECURITY_FORCED).fetchall() == [("sessions", True), ("users", True)]


@pytest.mark.parametrize("table", ["users", "sessions"])
@pytest.mark.parametrize("setting", [None, "", str(NOBODY)])
def test_without_a_user_nothing_is_shown_changed_or_removed(
    people: tuple[Connection, list[UUID]], table: str, setting: str | None
) -> None:
    connection, _ = people
    with connection.transaction():
        if setting is not None:
            connection.execute("SELECT set_config('app.user_id', %s, TRUE)", [setting])
        assert connection.execute(f"SELECT FROM {table}".encode()).fetchall() == []
        assert connection.execute(f"UPDATE {table} SET created_at = now()".encode()).rowcount == 0
        assert connection.execute(f"DELETE FROM {table}".encode()).rowcount == 0


def test_without_a_user_nothing_is_accepted(people: tuple[Connection, list[UUID]]) -> None:
    connection, ids = people
    for statement, values in (
        ("INSERT INTO users (username) VALUES ('x')", []),
        (
            "INSERT INTO sessions (user_id, token_hash, expires_at)"
            " VALUES (%s, repeat('f', 64), now() + interval '1 day')",
            [ids[0]],
        ),
    ):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute(statement.encode(), values)


def test_a_user_is_shown_their_own_rows_without_any_filter(people: tuple[Connection, list[UUID]]) -> None:
    connection, ids = people
    for user_id in ids:
        with connection.transaction():
            connection.execute("SELECT set_config('app.user_id', %s, TRUE)", [str(user_id)])
            assert connection.execute("SELECT id FROM users").fetchall() == [(user_id,)]
            assert connection.execute("SELECT user_id FROM sessions").fetchall() == [(user_id,)]


def test_no_row_becomes_anothers(people: tuple[Connection, list[UUID]]) -> None:
    connection, (one, other) = people
    with pytest.raises(psycopg.errors.InsufficientPrivilege), connection.transaction():
        connection.execute("SELECT set_config('app.user_id', %s, TRUE)", [str(one)])
        connection.execute("UPDATE sessions SET user_id = %s", [other])


def test_a_key_shows_one_row_and_lets_nobody_write(people: tuple[Connection, list[UUID]]) -> None:
    connection, ids = people
    for key, shown in (("1@EXAMPLE.org", ids[1]), ("USER 0", ids[0])):
        with connection.transaction():
            connection.execute("SELECT set_config('app.key', %s, TRUE)", [key])
            assert connection.execute("SELECT id FROM users").fetchall() == [(shown,)]
            assert connection.execute("SELECT FROM sessions").fetchall() == []
            assert connection.execute("UPDATE users SET username = 'x'").rowcount == 0
            assert connection.execute("DELETE FROM users").rowcount == 0
    for key in ("", "%", "nobody@example.org", "0" * 63):
        with connection.transaction():
            connection.execute("SELECT set_config('app.key', %s, TRUE)", [key])
            assert connection.execute("SELECT FROM users").fetchall() == []
            assert connection.execute("SELECT FROM sessions").fetchall() == []


def test_a_token_shows_extends_and_ends_its_own_session(people: tuple[Connection, list[UUID]]) -> None:
    connection, ids = people
    with connection.transaction():
        connection.execute("SELECT set_config('app.key', %s, TRUE)", ["1" * 64])
        assert connection.execute("SELECT user_id FROM sessions").fetchall() == [(ids[1],)]
        assert connection.execute("UPDATE sessions SET expires_at = now() + interval '2 days'").rowcount == 1
        assert connection.execute("SELECT FROM users").fetchall() == []
        assert connection.execute("DELETE FROM sessions").rowcount == 1


def test_nothing_stays_on_the_connection(service: Run, two: Two) -> None:
    # One connection: what these calls set is gone when the next one comes.
    assert service(accounts.get_user(two.ada.id)) == two.ada
    assert service(accounts.get_user_by_email("ada@example.org")) == two.ada
    assert service(accounts.get_session(two.tokens[0])) == two.sessions[0]
    # Who is no member of tracktion_worker is shown nothing of anybody's.
    assert service(accounts.remove_expired_sessions()) == 0


def test_a_hash_of_a_token_in_a_key_finds_no_user_of_that_name(service: Run, two: Two) -> None:
    assert service(accounts.get_user_by_username(token_hash(two.tokens[0]))) is None


def test_many_users_see_only_their_own(service: Run, run: Run) -> None:
    users = [run(accounts.add_user(new_user())) for _ in range(5)]
    for user in users:
        _ = service(accounts.add_session(user.id, new_token(), DAY))
    for user in users:
        (session,) = service(accounts.list_sessions(user.id))
        assert session.user_id == user.id
