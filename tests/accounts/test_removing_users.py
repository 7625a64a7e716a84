from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Any

import psycopg
import pytest

from tests.accounts.samples import DAY, add_belongings, new_user
from tests.fixtures.executors import Run
from tracktion_db import Database, accounts
from tracktion_db.accounts import RemovedUser, new_token
from tracktion_db.errors import InvalidReference, NotFound

TABLES = ("users", "sessions", "conversations", "messages", "transcripts", "chunks", "templates")
OWNED = """
    SELECT conrelid::regclass::text
    FROM pg_constraint
    WHERE confrelid = 'users'::regclass AND contype = 'f'
"""


def counts(url: str) -> dict[str, int]:
    with psycopg.connect(url) as connection:
        return {
            table: connection.execute(f"SELECT count(*) FROM {table}".encode()).fetchall()[0][0]
            for table in TABLES
        }


def test_a_user_goes_with_all_that_is_theirs_and_nothing_else(run: Run, database_url: str) -> None:
    user, other = (run(accounts.add_user(new_user())) for _ in range(2))
    with psycopg.connect(database_url) as connection:
        for person in (user, other):
            add_belongings(connection, person.id)
        connection.execute(
            "INSERT INTO templates (template_type, template_name, template_content) VALUES ('blog', 'x', 'y')"
        )
    for person in (user, user, other):
        _ = run(accounts.add_session(person.id, new_token(), DAY))
    before = counts(database_url)

    removed = run(accounts.remove_user(user.id))

    assert removed == RemovedUser(
        id=user.id,
        sessions=2,
        conversations=1,
        messages=2,
        transcripts=1,
        chunks=3,
        templates=1,
        anonymised_config_changes=1,
    )
    after = counts(database_url)
    assert {table: before[table] - after[table] for table in TABLES} == {
        "users": 1, "sessions": 2, "conversations": 1, "messages": 2, "transcripts": 1, "chunks": 3,
        "templates": 1,
    }  # fmt: skip
    assert run(accounts.get_user(other.id)) == other
    with psycopg.connect(database_url) as connection:
        changes = connection.execute("SELECT changed_by FROM config_changes ORDER BY changed_by").fetchall()
    assert changes == [(other.id,), (None,)]
    with pytest.raises(NotFound):
        run(accounts.remove_user(user.id))


def test_who_has_nothing_is_removed_too(run: Run) -> None:
    user = run(accounts.add_user(new_user()))
    assert run(accounts.remove_user(user.id)) == RemovedUser(
        id=user.id,
        sessions=0,
        conversations=0,
        messages=0,
        transcripts=0,
        chunks=0,
        templates=0,
        anonymised_config_changes=0,
    )


def test_no_table_that_belongs_to_users_is_forgotten(run: Run, database_url: str) -> None:
    with psycopg.connect(database_url) as connection:
        owned = {row[0] for row in connection.execute(OWNED).fetchall()}
    counted = {field.removeprefix("anonymised_") for field in RemovedUser.model_fields} - {"id"}
    # Messages and chunks belong to a user through what they are part of.
    assert owned | {"messages", "chunks"} == counted


def test_the_name_is_free_again(run: Run) -> None:
    given = new_user()
    user = run(accounts.add_user(given))
    _ = run(accounts.remove_user(user.id))
    assert run(accounts.add_user(given)).username == user.username


def test_if_it_fails_nothing_is_removed(db: Database, database_url: str) -> None:
    user = db.run(accounts.add_user(new_user()))
    _ = db.run(accounts.add_session(user.id, new_token(), DAY))
    before = counts(database_url)
    with psycopg.connect(database_url) as connection:
        connection.execute("CREATE TABLE invoices (user_id uuid NOT NULL REFERENCES users (id))")
        connection.execute("INSERT INTO invoices (user_id) VALUES (%s)", [user.id])

    with pytest.raises(InvalidReference):
        db.run(accounts.remove_user(user.id))

    assert counts(database_url) == before


def test_nobody_signs_in_beside_a_removal(db: Database, database_url: str) -> None:
    """Whatever comes first: no session is left of a user who is gone."""
    for _ in range(20):
        user = db.run(accounts.add_user(new_user()))
        together = threading.Barrier(3)

        def sign_in(user_id: Any = user.id, together: threading.Barrier = together) -> None:
            together.wait()
            with suppress(InvalidReference):
                _ = db.run(accounts.add_session(user_id, new_token(), DAY))

        def remove(user_id: Any = user.id, together: threading.Barrier = together) -> RemovedUser:
            together.wait()
            return db.run(accounts.remove_user(user_id))

        with ThreadPoolExecutor(3) as threads:
            signing_in = [threads.submit(sign_in) for _ in range(2)]
            assert threads.submit(remove).result(timeout=30).sessions in (0, 1, 2)
            for future in signing_in:
                future.result(timeout=30)
    assert counts(database_url)["sessions"] == 0
