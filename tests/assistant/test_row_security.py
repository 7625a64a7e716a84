"""A role that row-level security holds for sees and writes what is its user's, filters or none."""

from __future__ import annotations

from collections.abc import Callable, Generator
from typing import Any, LiteralString
from uuid import UUID

import psycopg
import pytest
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict

from tests.assistant.samples import NOBODY, new_chunk, new_message, new_template, new_transcript
from tests.fixtures.executors import Run, asyncio_run, blocking_run
from tracktion_db import Call, Database, Settings, assistant
from tracktion_db.assistant import TemplateChanges
from tracktion_db.errors import InvalidReference, NotFound, RuleViolated, StatementError

OWNED: list[LiteralString] = ["conversations", "messages", "transcripts", "chunks", "templates"]


def fill(run: Callable[[Call[Any]], Any], user: UUID) -> dict[str, UUID]:
    """A row of each table, by the names of the parameters that ask for it."""
    conversation = run(assistant.add_conversation(user, "mine"))
    message = run(assistant.add_message(user, new_message(conversation, metadata={"a": 1})))
    transcript = run(assistant.add_transcript(user, new_transcript(metadata={"a": 1})))
    assert run(assistant.add_chunks(user, [new_chunk(transcript, metadata={"a": 1})])) == 1
    template = run(assistant.add_template(user, new_template()))
    (chunk,) = run(assistant.list_chunks(user, transcript.id)).items
    return {
        "conversation_id": conversation.id,
        "message_id": message.id,
        "transcript_id": transcript.id,
        "template_id": template.id,
        "chunk_id": chunk.id,
    }


@pytest.fixture(params=[blocking_run, asyncio_run], ids=["blocking", "asyncio"])
def held(request: pytest.FixtureRequest, role_url: str) -> Generator[Run]:
    """Runs calls as the role."""
    with request.param(Settings.from_url(role_url, pool_min_size=1)) as run:
        yield run


@pytest.fixture
def connection(role_url: str) -> Generator[psycopg.Connection[Any]]:
    with psycopg.connect(role_url, autocommit=True) as connection:
        yield connection


def role_of(role_url: str) -> sql.Identifier:
    options = conninfo_to_dict(role_url)["options"]
    assert isinstance(options, str)
    return sql.Identifier(options.partition("role=")[2])


def become(connection: psycopg.Connection[Any], user: UUID | str) -> None:
    _ = connection.execute("SELECT set_config('app.user_id', %s, false)", [str(user)])


def counted(connection: psycopg.Connection[Any]) -> dict[str, int]:
    counts = {
        table: connection.execute(sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(table))).fetchone()
        for table in OWNED
    }
    return {table: row[0] for table, row in counts.items() if row is not None}


def test_every_call_works_for_a_role_that_row_security_holds_for(held: Run, me: UUID, other: UUID) -> None:
    mine, _ = fill(held, me), fill(held, other)

    assert held(assistant.get_conversation(me, mine["conversation_id"])) is not None
    assert len(held(assistant.list_messages_by_metadata(me, {"a": 1})).items) == 1
    assert len(held(assistant.list_transcripts_by_metadata(me, {"a": 1})).items) == 1
    assert len(held(assistant.list_chunks_by_metadata(me, {"a": 1})).items) == 1
    assert len(held(assistant.search_transcripts(me, "strings")).items) == 1
    assert len(held(assistant.search_chunks(me, "strings")).items) == 1
    assert held(assistant.add_messages(me, [new_message(mine["conversation_id"])] * 40)) == 40
    rows = held(assistant.list_messages(me, mine["conversation_id"])).items
    assert [row.position for row in rows] == list(range(1, 42))
    assert held(assistant.remove_chunks(me, mine["transcript_id"])) == 1
    assert held(assistant.remove_transcript(me, mine["transcript_id"])) == 1
    assert held(assistant.remove_conversation(me, mine["conversation_id"])) == 1
    assert held(assistant.remove_template(me, mine["template_id"])) == 1


def test_without_a_user_nothing_is_shown_and_nothing_is_accepted(
    db: Database, connection: psycopg.Connection[Any], me: UUID
) -> None:
    rows = fill(db.run, me)
    _ = db.run(assistant.add_default_template(new_template()))

    for _ in range(2):
        # What is for everybody is shown to everybody.
        assert counted(connection) == dict.fromkeys(OWNED, 0) | {"templates": 1}
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            _ = connection.execute("INSERT INTO conversations (user_id) VALUES (%s)", [me])
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            _ = connection.execute(
                "INSERT INTO messages (user_id, conversation_id, role, content) VALUES (%s, %s, 'user', 'x')",
                [me, rows["conversation_id"]],
            )
        for table in OWNED:
            done = connection.execute(
                sql.SQL("UPDATE {} SET user_id = user_id").format(sql.Identifier(table))
            )
            assert done.rowcount == 0
            assert connection.execute(sql.SQL("DELETE FROM {}").format(sql.Identifier(table))).rowcount == 0
        # A setting that was used once is empty afterwards, and not unknown again.
        with connection.transaction():
            _ = connection.execute("SELECT set_config('app.user_id', %s, true)", [str(me)])
            assert counted(connection) == dict.fromkeys(OWNED, 1) | {"templates": 2}


def test_statements_without_a_filter_reach_what_is_the_users_only(
    db: Database, connection: psycopg.Connection[Any], me: UUID, other: UUID
) -> None:
    for user in (me, other):
        _ = fill(db.run, user)
    become(connection, me)

    assert counted(connection) == dict.fromkeys(OWNED, 1)
    for table in OWNED:
        rows = connection.execute(
            sql.SQL("SELECT DISTINCT user_id FROM {}").format(sql.Identifier(table))
        ).fetchall()
        assert rows == [(me,)]
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            _ = connection.execute(
                sql.SQL("UPDATE {} SET user_id = %s").format(sql.Identifier(table)), [other]
            )
    assert connection.execute("DELETE FROM conversations").rowcount == 1
    assert connection.execute("DELETE FROM transcripts").rowcount == 1
    assert connection.execute("DELETE FROM templates").rowcount == 1
    become(connection, other)
    assert counted(connection) == dict.fromkeys(OWNED, 1)


def test_rows_of_another_user_cannot_be_referred_to(db: Database, held: Run, me: UUID, other: UUID) -> None:
    theirs = fill(db.run, other)
    refusals: set[tuple[object, ...]] = set()
    for conversation_id, transcript_id in (
        (theirs["conversation_id"], theirs["transcript_id"]),
        (NOBODY, NOBODY),
    ):
        for call in (
            assistant.add_message(me, new_message(conversation_id)),
            assistant.add_messages(me, [new_message(conversation_id)]),
            assistant.add_chunks(me, [new_chunk(transcript_id)]),
        ):
            with pytest.raises(InvalidReference) as refused:
                held(call)
            error = refused.value
            refusals.add((call.statement.name, error.field, error.constraint, error.sqlstate, str(error)))

    # The same of each call, whether the row is another's or not there.
    assert len(refusals) == 3


def test_what_is_unique_is_unique_for_each_user(held: Run, me: UUID, other: UUID) -> None:
    for user in (me, other):
        _ = held(assistant.add_transcript(user, new_transcript()))
        _ = held(assistant.add_template(user, new_template()))


def test_defaults_are_read_by_everybody_and_written_by_no_user(db: Database, held: Run, me: UUID) -> None:
    default = db.run(assistant.add_default_template(new_template()))

    assert held(assistant.get_template(me, "email")) == default
    assert held(assistant.list_templates(me)) == [default]
    with pytest.raises(RuleViolated) as refused:
        held(assistant.add_default_template(new_template(template_name="other")))
    assert refused.value.sqlstate == "42501"
    with pytest.raises(NotFound):
        held(assistant.update_default_template(default.id, TemplateChanges(template_name="x")))
    assert held(assistant.remove_default_template(default.id)) == 0
    assert db.run(assistant.get_template(me, "email")) == default


def test_removing_a_user_removes_what_is_theirs(
    db: Database, connection: psycopg.Connection[Any], database_url: str, me: UUID, other: UUID
) -> None:
    for user in (me, other):
        _ = fill(db.run, user)
    become(connection, me)

    assert connection.execute("DELETE FROM users").rowcount == 1

    with psycopg.connect(database_url) as owner:
        assert counted(owner) == dict.fromkeys(OWNED, 1)
        assert owner.execute("SELECT DISTINCT user_id FROM messages").fetchall() == [(other,)]


def test_the_owner_of_the_tables_is_held_too(
    database_url: str, role_url: str, db: Database, me: UUID
) -> None:
    _ = fill(db.run, me)
    with psycopg.connect(database_url, autocommit=True) as owner:
        name = role_of(role_url)
        _ = owner.execute(sql.SQL("ALTER TABLE conversations OWNER TO {}").format(name))
        with psycopg.connect(role_url) as connection:
            assert connection.execute("SELECT count(*) FROM conversations").fetchone() == (0,)
        _ = owner.execute("ALTER TABLE conversations OWNER TO CURRENT_USER")


def test_a_setting_that_is_no_uuid_is_an_error_and_shows_nothing(connection: psycopg.Connection[Any]) -> None:
    become(connection, "' OR true --")
    for table in OWNED:
        with pytest.raises(psycopg.errors.InvalidTextRepresentation):
            _ = connection.execute(sql.SQL("SELECT FROM {}").format(sql.Identifier(table)))


def test_who_may_change_a_setting_need_not_be_able_to_write_its_history(
    database_url: str, role_url: str, me: UUID
) -> None:
    with psycopg.connect(database_url, autocommit=True) as owner:
        _ = owner.execute(
            sql.SQL("REVOKE INSERT, UPDATE, DELETE ON config_changes FROM {}").format(role_of(role_url))
        )
    with Database.from_url(role_url) as db:
        _ = db.run(assistant.set_value("key", 1), user_id=me)
        assert [change.changed_by for change in db.run(assistant.list_value_changes("key")).items] == [me]


def test_who_adds_messages_needs_to_touch_conversations_and_no_more(
    db: Database, database_url: str, role_url: str, me: UUID
) -> None:
    conversation = db.run(assistant.add_conversation(me))
    role = role_of(role_url)
    with psycopg.connect(database_url, autocommit=True) as owner, Database.from_url(role_url) as held:
        _ = owner.execute(sql.SQL("REVOKE UPDATE ON ALL TABLES IN SCHEMA public FROM {}").format(role))
        with pytest.raises(StatementError) as refused:
            _ = held.run(assistant.add_message(me, new_message(conversation)))
        assert refused.value.sqlstate == "42501"

        _ = owner.execute(
            sql.SQL("GRANT UPDATE (updated_at, last_position) ON conversations TO {}").format(role)
        )
        assert held.run(assistant.add_message(me, new_message(conversation))).position == 1


def test_without_row_security_the_same_statements_show_everything(
    db: Database, database_url: str, connection: psycopg.Connection[Any], me: UUID, other: UUID
) -> None:
    # The control: the role is stopped by the policies and by nothing else.
    for user in (me, other):
        _ = fill(db.run, user)
    with psycopg.connect(database_url, autocommit=True) as owner:
        for table in OWNED:
            _ = owner.execute(
                sql.SQL("ALTER TABLE {} DISABLE ROW LEVEL SECURITY").format(sql.Identifier(table))
            )
    assert counted(connection) == dict.fromkeys(OWNED, 2)
