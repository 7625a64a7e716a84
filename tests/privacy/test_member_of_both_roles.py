"""A process that serves users and works for all of them logs in as a member of both roles.

The worker's policies hold where no user and no key is said: elsewhere they would add to the user's own, and a
statement without its filter would see, change and remove what is not the user's.
"""

from __future__ import annotations

from collections.abc import Generator
from typing import Any, TypeAlias
from uuid import UUID

import psycopg
import pytest

from tests.fixtures.executors import Run, asyncio_run, blocking_run
from tests.migrations.roles.rights import login
from tests.privacy.people import Person
from tracktion_db import Settings, accounts, assistant

Connection: TypeAlias = psycopg.Connection[Any]

BOTH = ("tracktion_read_write", "tracktion_worker")
# Of each user a session that is over, beside the one that they have.
EXPIRED = """
    INSERT INTO sessions (user_id, token_hash, last_seen_at, expires_at)
    SELECT id, encode(sha256(id::text::bytea), 'hex'), now() - interval '2 days', now() - interval '1 day'
    FROM users
"""


@pytest.fixture
def both_url(database_url: str, ada: Person, grace: Person) -> Generator[str]:
    """Where ada and grace are, each with a session that is over."""
    with psycopg.connect(database_url) as admin:
        assert admin.execute(EXPIRED).rowcount == 2
    with login(database_url, *BOTH) as (_, url):
        yield url


@pytest.fixture
def both(both_url: str) -> Generator[Connection]:
    with psycopg.connect(both_url, autocommit=True) as connection:
        yield connection


@pytest.fixture(params=[blocking_run, asyncio_run], ids=["blocking", "asyncio"])
def run_as_both(request: pytest.FixtureRequest, both_url: str) -> Generator[Run]:
    with request.param(Settings.from_url(both_url, pool_min_size=1)) as run:
        yield run


def whose(connection: Connection, table: str) -> set[UUID | None]:
    return {row[0] for row in connection.execute(f"SELECT user_id FROM {table}".encode())}


def test_in_a_users_transaction_only_their_own_sessions_are_seen_and_removed(
    both: Connection, ada: Person
) -> None:
    with both.transaction():
        both.execute("SELECT set_config('app.user_id', %s, TRUE)", [str(ada.id)])
        assert whose(both, "sessions") == {ada.id}
        assert both.execute("DELETE FROM sessions WHERE user_id <> %s", [ada.id]).rowcount == 0
        assert both.execute("DELETE FROM sessions").rowcount == len(ada.sessions) + 1


def test_in_a_users_transaction_nobody_writes_what_is_for_everybody(both: Connection, ada: Person) -> None:
    with both.transaction():
        both.execute("SELECT set_config('app.user_id', %s, TRUE)", [str(ada.id)])
        assert whose(both, "templates") == {ada.id, None}
        for verb in ("UPDATE templates SET template_name = 'x'", "DELETE FROM templates"):
            assert both.execute(f"{verb} WHERE user_id IS NULL".encode()).rowcount == 0
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            both.execute(
                "INSERT INTO templates (template_type, template_name, template_content)"
                " VALUES ('blog', 'mine for everybody', 'x')"
            )


def test_a_key_shows_one_session_and_none_of_those_that_are_over(both: Connection) -> None:
    with both.transaction():
        both.execute("SELECT set_config('app.key', %s, TRUE)", ["0" * 64])
        assert whose(both, "sessions") == set()
        assert both.execute("DELETE FROM sessions").rowcount == 0


def test_where_nobody_is_said_the_worker_does_its_work(
    run_as_both: Run, both: Connection, ada: Person, grace: Person
) -> None:
    assert whose(both, "sessions") == {ada.id, grace.id}  # so that the tests above could have seen them
    assert run_as_both(accounts.remove_expired_sessions()) == 2
    assert whose(both, "sessions") == set()
    everybody = assistant.NewTemplate(
        template_type="blog", template_name="one more", template_content="shared"
    )
    added = run_as_both(assistant.add_default_template(everybody))
    changes = assistant.TemplateChanges(template_name="renamed")
    assert run_as_both(assistant.update_default_template(added.id, changes)).template_name == "renamed"
    run_as_both(assistant.remove_default_template(added.id))
    assert len(run_as_both(accounts.list_sessions(ada.id))) == len(ada.sessions) > 0
