"""Who logs in as a member of a role runs all its statements, and none that the role has no rights for."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import ExitStack, suppress
from datetime import timedelta
from typing import Any, NamedTuple
from uuid import UUID

import psycopg
import pytest
from pytest_postgresql.executors import NoopExecutor

from tests.assistant.samples import new_template
from tests.fixtures.extensions import own_statements
from tests.fixtures.server import Server
from tests.migrations.roles.rights import login, role_of
from tests.plausible import SampleRows, add_sample_rows, call_of, user_of
from tracktion_db import Call, Database, accounts, assistant
from tracktion_db.check.reach.roles import RoleName, runs
from tracktion_db.errors import NotFound, TracktionDBError

STATEMENTS = own_statements()
DENIED = "42501"
# What writes, is not the role's, and is not refused: it takes a lock, needs no right that the role lacks, or
# is shown no row by row security.
NOT_REFUSED = {
    RoleName.READ_ONLY: {"sync.try_lead"},
    RoleName.READ_WRITE: {
        "accounts.remove_expired_sessions",
        "assistant.remove_default_template",
        "assistant.update_default_template",
        "sync.try_lead",
    },
    RoleName.WORKER: {
        "assistant.remove_template",
        "assistant.update_template",
        "karaoke.cancel_job",
        "karaoke.restart_job",
    },
}


class Undo(Exception):
    pass


class Member(NamedTuple):
    """A login for each role, and the same rows for all of them."""

    admin: psycopg.Connection[Any]
    owner: Database
    rows: SampleRows
    dbs: dict[RoleName, Database]
    urls: dict[RoleName, str]

    def refused(self, role: RoleName, call: Call[Any]) -> bool:
        """Whether the server refuses it to the role; whatever it does is undone."""
        try:
            with suppress(Undo), self.dbs[role].transaction(user_id=user_of(call)) as tx:
                tx.run(call)
                raise Undo
        except TracktionDBError as error:
            if error.sqlstate != DENIED:
                raise
            return True
        return False


@pytest.fixture(scope="module")
def member(server: Server, postgresql_noproc: NoopExecutor) -> Generator[Member]:
    with ExitStack() as stack:
        url = stack.enter_context(server.clean_database(postgresql_noproc.template_dbname))
        admin = stack.enter_context(psycopg.connect(url, autocommit=True))
        owner = stack.enter_context(Database.from_url(url, pool_min_size=1))
        rows = add_sample_rows(owner)
        dbs: dict[RoleName, Database] = {}
        urls: dict[RoleName, str] = {}
        for role in RoleName:
            _, urls[role] = stack.enter_context(login(url, role_of(role)))
            dbs[role] = stack.enter_context(Database.from_url(urls[role], pool_min_size=1))
        yield Member(admin, owner, rows, dbs, urls)


@pytest.mark.parametrize("role", RoleName)
def test_a_member_runs_every_statement_of_the_role(member: Member, role: RoleName) -> None:
    calls = [call_of(one, member.rows) for one in STATEMENTS.values() if runs(role, one)]
    assert len(calls) > 40
    assert [call.statement.name for call in calls if member.refused(role, call)] == []


@pytest.mark.parametrize("role", RoleName)
def test_a_member_is_refused_what_writes_and_is_not_the_roles(member: Member, role: RoleName) -> None:
    others = [
        one
        for one in STATEMENTS.values()
        if not (runs(role, one) or one.reads_only or one.name.startswith("check."))
    ]
    assert len(others) > 10
    done = set[str]()
    for one in others:
        with suppress(NotFound):
            if member.refused(role, call_of(one, member.rows)):
                continue
        done.add(one.name)
    assert done == NOT_REFUSED[role]


def test_nobody_but_who_signs_users_in_reads_users_one_by_one(member: Member) -> None:
    found = [one for name, one in STATEMENTS.items() if name.startswith("accounts.get_")]
    assert len(found) >= 6
    for one in found:
        call = call_of(one, member.rows)
        assert not member.refused(RoleName.READ_WRITE, call)
        assert member.refused(RoleName.READ_ONLY, call) and member.refused(RoleName.WORKER, call)


def test_the_service_sees_no_session_and_no_default_template_of_the_workers(member: Member) -> None:
    service = member.dbs[RoleName.READ_WRITE]
    member.admin.execute(
        "INSERT INTO sessions (user_id, token_hash, last_seen_at, expires_at)"
        " VALUES (%s, repeat('d', 64), now() - interval '2 days', now() - interval '1 day')",
        [member.rows.user_id],
    )
    assert service.run(accounts.remove_expired_sessions()) == 0
    assert service.run(assistant.remove_default_template(member.rows.default_template_id)) == 0
    assert member.dbs[RoleName.WORKER].run(accounts.remove_expired_sessions()) == 1


def test_without_a_right_for_a_trigger_or_a_query_in_a_text_the_statement_is_refused(member: Member) -> None:
    for role, right, name in (
        (RoleName.READ_WRITE, "UPDATE (updated_at) ON conversations", "assistant.add_message"),
        (RoleName.READ_WRITE, "SELECT (last_position) ON conversations", "assistant.add_message"),
        (RoleName.READ_WRITE, "UPDATE (last_position) ON conversations", "assistant.add_message"),
        (RoleName.WORKER, "SELECT (search_vector) ON audio_tracks", "library.refresh_search_words"),
    ):
        call = call_of(STATEMENTS[name], member.rows)
        member.admin.execute(f"REVOKE {right} FROM {role_of(role)}".encode())
        was_refused = member.refused(role, call)
        member.admin.execute(f"GRANT {right} TO {role_of(role)}".encode())
        assert was_refused and not member.refused(role, call)


def test_a_worker_removes_the_sessions_of_all_users_that_are_over_and_no_others(member: Member) -> None:
    def add(lifetime: timedelta) -> UUID:
        added = member.owner.run(
            accounts.add_session(member.rows.user_id, accounts.new_token(), timedelta(days=1))
        )
        member.admin.execute(
            "UPDATE sessions SET last_seen_at = now() + %(at)s - interval '1 day',"
            " expires_at = now() + %(at)s WHERE id = %(id)s",
            {"at": lifetime, "id": added.id},
        )
        return added.id

    over, live = add(timedelta(seconds=-1)), add(timedelta(hours=1))
    worker = member.dbs[RoleName.WORKER]
    assert worker.run(accounts.remove_expired_sessions(limit=100)) == 1
    left = member.admin.execute("SELECT id FROM sessions WHERE id = ANY (%s)", [[over, live]]).fetchall()
    assert left == [(live,)]
    assert worker.run(accounts.remove_expired_sessions(limit=100)) == 0
    # No other statement of any worker reaches further than the policy does.
    with psycopg.connect(member.urls[RoleName.WORKER]) as connection:
        assert connection.execute("SELECT count(id) FROM sessions").fetchall() == [(0,)]
        assert connection.execute("DELETE FROM sessions").rowcount == 0


def test_a_worker_writes_templates_for_everybody_and_nobodys_own(member: Member) -> None:
    worker = member.dbs[RoleName.WORKER]
    changes = assistant.TemplateChanges(template_name="another name")
    changed = worker.run(assistant.update_default_template(member.rows.default_template_id, changes))
    assert changed.template_name == "another name"
    with pytest.raises(NotFound):
        worker.run(assistant.update_default_template(member.rows.template_id, changes))
    added = worker.run(assistant.add_default_template(new_template(template_name="one more")))
    worker.run(assistant.remove_default_template(added.id))
    # Nor does the service write what is for everybody, though it may write to the table.
    with pytest.raises(TracktionDBError) as caught:
        member.dbs[RoleName.READ_WRITE].run(assistant.add_default_template(new_template()))
    assert caught.value.sqlstate == DENIED


def test_reading_is_no_way_to_hashes_or_to_writing(member: Member) -> None:
    reader = member.urls[RoleName.READ_ONLY]
    for text in (
        "SELECT password_hash FROM users",
        "SELECT id FROM users",
        "SELECT token_hash FROM sessions",
        "DELETE FROM recordings",
        "INSERT INTO songs DEFAULT VALUES",
        "UPDATE config SET value = 'null'",
        "TRUNCATE messages",
    ):
        with pytest.raises(psycopg.errors.InsufficientPrivilege), psycopg.connect(reader) as connection:
            connection.execute(text)
