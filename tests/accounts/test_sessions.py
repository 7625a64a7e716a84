from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from hashlib import sha256
from time import sleep
from typing import Any
from uuid import UUID

import psycopg
import pytest

from tests.accounts.samples import DAY, NOBODY, TOKEN, new_user
from tests.fixtures.executors import Run
from tracktion_db import Database, accounts
from tracktion_db.accounts import new_token, token_hash
from tracktion_db.errors import Conflict, InvalidReference, ValidationError

SECOND = timedelta(seconds=1)
LONGEST = timedelta(days=400)


def age(url: str, by: timedelta) -> None:
    """As if so much time had passed since."""
    with psycopg.connect(url) as connection:
        connection.execute(
            "UPDATE sessions SET created_at = created_at - %(by)s,"
            " last_seen_at = last_seen_at - %(by)s, expires_at = expires_at - %(by)s",
            {"by": by},
        )


def stored(url: str) -> list[Any]:
    with psycopg.connect(url) as connection:
        return connection.execute("SELECT token_hash FROM sessions").fetchall()


def add_user(run: Run) -> UUID:
    return run(accounts.add_user(new_user())).id


def test_a_token_has_256_bits_and_is_never_the_same() -> None:
    tokens = {new_token() for _ in range(1000)}

    assert len(tokens) == 1000
    assert {len(token) for token in tokens} == {43}
    assert all(token_hash(token) == sha256(token.encode()).hexdigest() for token in tokens)


@pytest.mark.parametrize(
    "token",
    ["", TOKEN[:42], "a" * 1001, TOKEN + "=", TOKEN + "\n", " " + TOKEN, TOKEN[:42] + "é", TOKEN[:42] + "+",
     None, 5, TOKEN.encode()],
)  # fmt: skip
def test_what_cannot_have_256_bits_is_refused_without_showing_it(token: Any) -> None:
    makers: list[Callable[[Any], Any]] = [
        token_hash,
        lambda token: accounts.add_session(NOBODY, token, DAY),
    ]
    for make in makers:
        with pytest.raises(ValidationError) as refused:
            make(token)
        assert refused.value.field == "token"
        assert TOKEN[:10] not in str(refused.value)


@pytest.mark.parametrize(
    "token", ["", "x", "\0", "\ud800", TOKEN + "=", TOKEN[:42], "a" * 100_000, "%"], ids=range(8)
)
def test_what_is_no_token_is_nobodys(run: Run, token: str) -> None:
    session = run(accounts.add_session(add_user(run), TOKEN, DAY))

    assert run(accounts.get_session(token)) is None
    assert run(accounts.extend_session(token, DAY)) is None
    assert run(accounts.remove_session_by_token(token)) == 0
    assert run(accounts.get_session(TOKEN)) == session


@pytest.mark.parametrize("token", [None, 5, TOKEN.encode()])
def test_what_is_no_text_is_refused_everywhere(token: Any) -> None:
    makers: list[Callable[[Any], Any]] = [
        accounts.get_session,
        accounts.remove_session_by_token,
        lambda token: accounts.extend_session(token, DAY),
    ]
    for make in makers:
        with pytest.raises(ValidationError) as refused:
            make(token)
        assert refused.value.field == "token"


def test_a_session_lasts_as_long_as_it_was_given(run: Run) -> None:
    user_id = add_user(run)

    session = run(accounts.add_session(user_id, TOKEN, 14 * DAY))

    assert session.user_id == user_id
    assert session.expires_at - session.last_seen_at == 14 * DAY
    assert run(accounts.get_session(TOKEN)) == session
    assert run(accounts.get_session(new_token())) is None


def test_only_the_hash_of_a_token_is_stored(run: Run, database_url: str) -> None:
    _ = run(accounts.add_session(add_user(run), TOKEN, DAY))

    assert stored(database_url) == [(sha256(TOKEN.encode()).hexdigest(),)]
    with psycopg.connect(database_url) as connection:
        (row,) = connection.execute("SELECT session::text FROM sessions AS session").fetchall()
    assert TOKEN not in row[0]


@pytest.mark.parametrize("lifetime", [SECOND, LONGEST])
def test_a_lifetime_may_be_as_short_and_as_long_as_this(run: Run, lifetime: timedelta) -> None:
    session = run(accounts.add_session(add_user(run), TOKEN, lifetime))
    assert session.expires_at - session.last_seen_at == lifetime


@pytest.mark.parametrize(
    "lifetime",
    [SECOND - timedelta(microseconds=1), LONGEST + timedelta(microseconds=1), -DAY, timedelta.max, 60, None,
     "1 day"],
)  # fmt: skip
def test_any_other_lifetime_is_refused(lifetime: Any) -> None:
    for make in (
        lambda: accounts.add_session(NOBODY, TOKEN, lifetime),
        lambda: accounts.extend_session(TOKEN, lifetime),
    ):
        with pytest.raises(ValidationError) as refused:
            make()
        assert refused.value.field == "lifetime"


def test_a_session_is_of_somebody(run: Run) -> None:
    with pytest.raises(InvalidReference) as refused:
        run(accounts.add_session(NOBODY, TOKEN, DAY))
    assert (refused.value.constraint, refused.value.field) == ("sessions_user_id_fkey", "user_id")


def test_a_token_is_given_out_once(run: Run) -> None:
    _ = run(accounts.add_session(add_user(run), TOKEN, DAY))

    with pytest.raises(Conflict) as refused:
        run(accounts.add_session(add_user(run), TOKEN, DAY))
    assert (refused.value.constraint, refused.value.field) == ("sessions_token_hash_unique", "token")


def test_what_has_expired_is_returned_by_no_call(run: Run, database_url: str) -> None:
    user_id = add_user(run)
    session = run(accounts.add_session(user_id, TOKEN, DAY))

    # The negative control: a second before, all of them return it.
    age(database_url, DAY - timedelta(minutes=1))
    assert run(accounts.get_session(TOKEN)) is not None
    assert [found.id for found in run(accounts.list_sessions(user_id))] == [session.id]

    age(database_url, timedelta(minutes=1))
    assert run(accounts.get_session(TOKEN)) is None
    assert run(accounts.list_sessions(user_id)) == []
    assert run(accounts.extend_session(TOKEN, DAY)) is None
    assert run(accounts.get_session(TOKEN)) is None
    assert len(stored(database_url)) == 1


def test_what_expires_in_the_course_of_a_transaction_is_not_returned_in_it(db: Database) -> None:
    user_id = db.run(accounts.add_user(new_user())).id
    with db.transaction(user_id=user_id) as tx:
        _ = tx.run(accounts.add_session(user_id, TOKEN, SECOND))
        assert tx.run(accounts.get_session(TOKEN)) is not None
        while tx.run(accounts.get_session(TOKEN)) is not None:
            sleep(0.05)
        assert tx.run(accounts.list_sessions(user_id)) == []


def test_a_session_slides_when_it_is_extended(run: Run, database_url: str) -> None:
    begun = run(accounts.add_session(add_user(run), TOKEN, DAY))
    age(database_url, DAY / 2)

    extended = run(accounts.extend_session(TOKEN, 2 * DAY))

    assert extended is not None
    assert extended.id == begun.id
    assert extended.expires_at - extended.last_seen_at == 2 * DAY
    assert extended.expires_at > begun.expires_at
    assert extended.created_at == begun.created_at - DAY / 2
    assert run(accounts.get_session(TOKEN)) == extended


def test_a_session_never_gets_shorter_by_it(run: Run) -> None:
    begun = run(accounts.add_session(add_user(run), TOKEN, LONGEST))

    extended = run(accounts.extend_session(TOKEN, SECOND))

    assert extended is not None
    assert extended.expires_at == begun.expires_at
    assert extended.last_seen_at > begun.last_seen_at


def test_no_session_that_is_not_there_is_extended(run: Run) -> None:
    other = new_token()
    begun = run(accounts.add_session(add_user(run), other, DAY))
    assert run(accounts.extend_session(TOKEN, 2 * DAY)) is None
    assert run(accounts.get_session(other)) == begun


def test_sessions_are_listed_the_newest_first_and_only_ones_own(run: Run) -> None:
    user_id, other_id = add_user(run), add_user(run)
    sessions = [run(accounts.add_session(user_id, new_token(), DAY)) for _ in range(3)]
    theirs = run(accounts.add_session(other_id, new_token(), DAY))

    assert run(accounts.list_sessions(user_id)) == sessions[::-1]
    assert run(accounts.list_sessions(other_id)) == [theirs]
    assert run(accounts.list_sessions(NOBODY)) == []


def test_one_session_ends_and_only_ones_own(run: Run) -> None:
    user_id, other_id = add_user(run), add_user(run)
    session = run(accounts.add_session(user_id, TOKEN, DAY))
    theirs = run(accounts.add_session(other_id, new_token(), DAY))

    assert run(accounts.remove_session(user_id, theirs.id)) == 0
    assert run(accounts.remove_session(other_id, session.id)) == 0
    assert run(accounts.remove_session(user_id, session.id)) == 1
    assert run(accounts.remove_session(user_id, session.id)) == 0
    assert run(accounts.get_session(TOKEN)) is None
    assert run(accounts.list_sessions(other_id)) == [theirs]


def test_signing_out_ends_the_session_of_a_token_and_no_other(run: Run, database_url: str) -> None:
    user_id, other = add_user(run), new_token()
    _ = run(accounts.add_session(user_id, TOKEN, DAY))
    stays = run(accounts.add_session(user_id, other, DAY))

    assert run(accounts.remove_session_by_token(TOKEN)) == 1
    assert run(accounts.remove_session_by_token(TOKEN)) == 0
    assert run(accounts.get_session(TOKEN)) is None
    assert run(accounts.get_session(other)) == stays
    # One that has expired goes as well.
    age(database_url, 2 * DAY)
    assert run(accounts.remove_session_by_token(other)) == 1
    assert stored(database_url) == []


def test_all_other_sessions_end_and_one_stays(run: Run) -> None:
    user_id, other_id = add_user(run), add_user(run)
    kept, *_ = [run(accounts.add_session(user_id, new_token(), DAY)) for _ in range(3)]
    theirs = run(accounts.add_session(other_id, new_token(), DAY))

    # Not theirs, or not there: who ended all of them would be signed out as well.
    assert run(accounts.remove_other_sessions(user_id, theirs.id)) == 0
    assert run(accounts.remove_other_sessions(user_id, user_id)) == 0
    assert run(accounts.remove_other_sessions(user_id, kept.id)) == 2
    assert run(accounts.remove_other_sessions(user_id, kept.id)) == 0
    assert run(accounts.list_sessions(user_id)) == [kept]
    assert run(accounts.list_sessions(other_id)) == [theirs]


def test_all_sessions_of_one_end_at_once(run: Run) -> None:
    user_id, other_id = add_user(run), add_user(run)
    for _ in range(3):
        _ = run(accounts.add_session(user_id, new_token(), DAY))
    theirs = run(accounts.add_session(other_id, new_token(), DAY))

    assert run(accounts.remove_sessions(user_id)) == 3
    assert run(accounts.remove_sessions(user_id)) == 0
    assert run(accounts.list_sessions(other_id)) == [theirs]
