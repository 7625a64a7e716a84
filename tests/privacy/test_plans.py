"""A plan tells nothing of rows of others: not whether they are there, nor how many; nor what finds a row."""

from __future__ import annotations

import random
import re
from collections.abc import Generator
from contextlib import contextmanager
from typing import Any, LiteralString
from uuid import uuid4

import psycopg
import pytest
from psycopg import sql
from psycopg.conninfo import make_conninfo

from tests.privacy.calls import KEYS, READS, WRITES, Draw
from tests.privacy.people import Person
from tracktion_db import AsyncDatabase, Call, Database, accounts, assistant
from tracktion_db.errors import TracktionDBError

TIMES = re.compile(r"time=[0-9.]+|Time: [0-9.]+ ms|actual time=\S+ ")
MORE: list[LiteralString] = [
    "INSERT INTO messages (user_id, conversation_id, role, content)"
    " SELECT user_id, id, 'user', 'la' FROM conversations, generate_series(1, 300) WHERE user_id = %s",
    "INSERT INTO chunks (user_id, transcript_id, chunk_index, chunk_text, token_count)"
    " SELECT user_id, id, number, 'la', 1 FROM transcripts, generate_series(100, 300) AS number"
    " WHERE user_id = %s",
]
# Each way to read shows other counts of what it passed over.
WAYS = {
    "chosen": "",
    "bitmaps": "-c enable_indexscan=off -c enable_indexonlyscan=off -c enable_seqscan=off",
    "indexes": "-c enable_bitmapscan=off -c enable_seqscan=off",
    "rows": "-c enable_bitmapscan=off -c enable_indexscan=off -c enable_indexonlyscan=off",
}


@pytest.fixture
def many_of(database_url: str, grace: Person) -> Person:
    """Grace, with so many rows that the server knows their keys as common values."""
    with psycopg.connect(database_url, autocommit=True) as admin:
        for statement in MORE:
            admin.execute(statement, [grace.id])
        admin.execute("ANALYZE")
    return grace


def stranger(person: Person) -> Person:
    """Somebody who has just as many rows, none of which is there."""
    nobody = Person(uuid4(), "nobody@example.org", "nobody")
    for known in ("conversations", "messages", "transcripts", "chunks", "templates", "sessions"):
        getattr(nobody, known).extend(uuid4() for _ in getattr(person, known))
    nobody.videos.extend(f"{number:011}" for number, _ in enumerate(person.videos))
    return nobody


def drawn(draw: Draw, ada: Person, of: Person) -> Call[Any]:
    return draw(ada, of, random.Random(3))


def shown(explained: str | TracktionDBError) -> str:
    return TIMES.sub("", explained) if isinstance(explained, str) else repr(explained)


def blocking(db: Database, call: Call[Any], *, analyze: bool) -> str:
    try:
        return shown(db.explain(call, analyze=analyze))
    except TracktionDBError as error:
        return shown(error)


async def asyncio_(adb: AsyncDatabase, call: Call[Any], *, analyze: bool) -> str:
    try:
        return shown(await adb.explain(call, analyze=analyze))
    except TracktionDBError as error:
        return shown(error)


@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)
async def test_what_is_anothers_has_the_plan_of_what_is_not_there(
    service_url: str, ada: Person, many_of: Person, way: str
) -> None:
    url = make_conninfo(service_url, options=way)
    nobody = stranger(many_of)
    async with AsyncDatabase.from_url(url, pool_min_size=1, pool_max_size=1) as adb:
        with Database.from_url(url, pool_min_size=1, pool_max_size=1) as db:
            for name, draw in [*READS.items(), *WRITES.items()]:
                theirs, nobodys = drawn(draw, ada, many_of), drawn(draw, ada, nobody)
                for analyze in (False, True):
                    plan = blocking(db, theirs, analyze=analyze)
                    assert plan == blocking(db, nobodys, analyze=analyze), name
                    assert plan == await asyncio_(adb, theirs, analyze=analyze), name
                    assert plan == await asyncio_(adb, nobodys, analyze=analyze), name


def test_the_servers_own_plan_does_tell(service_url: str, ada: Person, many_of: Person) -> None:
    """The control of the test above."""

    def plan(message: object) -> str:
        asked = sql.SQL("EXPLAIN (ANALYZE, BUFFERS FALSE) SELECT FROM messages WHERE id = {}")
        rows = connection.execute(asked.format(sql.Literal(str(message))))
        return TIMES.sub("", "\n".join(line for (line,) in rows))

    with psycopg.connect(service_url) as connection:
        connection.execute("SELECT set_config('app.user_id', %s, TRUE)", [str(ada.id)])
        theirs, nobodys = plan(many_of.messages[0]), plan(uuid4())
    assert "Rows Removed by Filter: 1" in theirs
    assert "Rows Removed by Filter" not in nobodys


async def test_a_plan_shows_nothing_that_a_row_is_found_by(service_url: str, ada: Person) -> None:
    hidden = [ada.mark, ada.email, *ada.tokens, *(accounts.token_hash(token) for token in ada.tokens)]
    async with AsyncDatabase.from_url(service_url) as adb:
        with Database.from_url(service_url) as db:
            for name, draw in KEYS.items():
                call = drawn(draw, ada, ada)
                for analyze in (False, True):
                    for plan in (db.explain(call, analyze=analyze), await adb.explain(call, analyze=analyze)):
                        assert "$1" in plan, name
                        assert ("actual" in plan) is analyze, name
                        assert not [value for value in hidden if value.casefold() in plan.casefold()], name
            # What was run for it found the row.
            found = db.explain(accounts.get_user_by_email(ada.email), analyze=True)
            lost = db.explain(accounts.get_user_by_email("nobody@example.org"), analyze=True)
    assert re.search(r"rows=1(\.00)? loops=1", found.partition("\n")[0])
    assert re.search(r"rows=0(\.00)? loops=1", lost.partition("\n")[0])


@contextmanager
def one_session(url: str) -> Generator[Database]:
    with Database.from_url(url, pool_min_size=1, pool_max_size=1) as db:
        yield db


def test_what_is_explained_stands_in_no_text_of_the_session(
    service_url: str, session: psycopg.Connection, ada: Person
) -> None:
    calls = [drawn(draw, ada, ada) for draw in (KEYS["accounts.get_session"], READS["assistant.get_message"])]
    with one_session(service_url) as db:
        for call in calls:
            _ = db.explain(call, analyze=True)
            rows = session.execute(
                "SELECT query FROM pg_stat_activity WHERE usename = current_user AND pid <> pg_backend_pid()"
            ).fetchall()
            assert len(rows) == 1
            for value in call.parameters:
                assert str(value) not in rows[0][0]


def test_an_explained_call_that_fails_leaves_the_session_as_it_was(service_url: str, ada: Person) -> None:
    said = assistant.NewMessage(conversation_id=uuid4(), role="user", content="x")
    with one_session(service_url) as db:
        for _ in range(3):
            with pytest.raises(TracktionDBError, match="a message belongs to a conversation of its user"):
                _ = db.explain(assistant.add_message(ada.id, said), analyze=True)
            own = said.model_copy(update={"conversation_id": ada.conversations[0]})
            assert "Insert on messages" in db.explain(assistant.add_message(ada.id, own), analyze=True)


def test_values_of_every_type_are_taken_as_they_are_given(service_url: str, ada: Person) -> None:
    """Arrays with nulls, JSON, numbers, quotes: explained with ``analyze`` they are written, and found."""
    chunks = [
        assistant.NewChunk(
            transcript_id=ada.transcripts[0],
            chunk_index=1000 + number,
            chunk_text=text,
            token_count=1,
            start_seconds=start,
            metadata={"a": [None, 1e-7, text]},
        )
        for number, (text, start) in enumerate([('it\'s {"a", NULL} \\ $1 %s', None), ("é\n\t", 0.1)])
    ]
    with one_session(service_url) as db:
        plan = db.explain(assistant.add_chunks(ada.id, chunks), analyze=True)
        assert re.search(r"rows=2(\.00)? loops=1", plan)
        found = [assistant.list_chunks_by_metadata(ada.id, chunk.metadata) for chunk in chunks]
        for call in found:
            assert db.run(call).items == []  # it was undone
        assert db.run(assistant.add_chunks(ada.id, chunks)) == 2
        for call in found:
            first = db.explain(call, analyze=True).partition("\n")[0]
            assert re.search(r"rows=1(\.00)? loops=1", first)
