from __future__ import annotations

from collections.abc import Generator
from typing import Any

import psycopg
import pytest

from tests.accounts.samples import DAY, TOKEN, new_user
from tests.fixtures.executors import Run
from tracktion_db import accounts
from tracktion_db.errors import ValidationError

ADD_EXPIRED = """
    INSERT INTO sessions (user_id, token_hash, last_seen_at, expires_at)
    SELECT
        %s,
        md5(number::text) || md5(number::text),
        now() - interval '2 days' - number * interval '1 second',
        now() - interval '1 day' - number * interval '1 second'
    FROM generate_series(1, %s) AS number
"""


@pytest.fixture
def expired(run: Run, database_url: str) -> Generator[psycopg.Connection[Any]]:
    """Ten sessions that have expired and one that has not, and a second connection."""
    user = run(accounts.add_user(new_user()))
    with psycopg.connect(database_url) as connection:
        connection.execute(ADD_EXPIRED, [user.id, 10])
        connection.commit()
        _ = run(accounts.add_session(user.id, TOKEN, DAY))
        yield connection


def left(connection: psycopg.Connection[Any]) -> int:
    (row,) = connection.execute("SELECT count(*) FROM sessions").fetchall()
    connection.commit()
    return row[0]


def test_expired_sessions_go_in_batches_the_longest_expired_first(
    run: Run, expired: psycopg.Connection[Any]
) -> None:
    assert run(accounts.remove_expired_sessions(limit=4)) == 4
    # The first ones are those of the largest numbers.
    found = expired.execute(
        "SELECT count(*) FROM sessions AS session"
        " JOIN generate_series(7, 10) AS number ON token_hash = md5(number::text) || md5(number::text)"
    ).fetchall()
    assert found == [(0,)]
    expired.commit()
    assert run(accounts.remove_expired_sessions(limit=4)) == 4
    assert run(accounts.remove_expired_sessions(limit=4)) == 2
    assert run(accounts.remove_expired_sessions(limit=4)) == 0
    assert left(expired) == 1
    assert run(accounts.get_session(TOKEN)) is not None


def test_two_cleaners_share_the_work_and_neither_waits(run: Run, expired: psycopg.Connection[Any]) -> None:
    expired.execute(
        "DELETE FROM sessions WHERE id IN (SELECT id FROM sessions ORDER BY expires_at LIMIT 4 FOR UPDATE)"
    )

    # The other's transaction is open: what it has locked is passed over, not waited for.
    assert run(accounts.remove_expired_sessions(limit=100), timeout=20) == 6

    expired.rollback()
    assert run(accounts.remove_expired_sessions()) == 4
    assert left(expired) == 1


@pytest.mark.parametrize("limit", [0, -1, 1001, 2**63, True, "5", None])
def test_a_batch_is_bounded(limit: Any) -> None:
    with pytest.raises(ValidationError) as refused:
        _ = accounts.remove_expired_sessions(limit=limit)
    assert refused.value.field == "limit"
