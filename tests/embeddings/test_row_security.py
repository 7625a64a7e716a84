"""Two people with the very same embeddings never see each other's, with or without filters by user."""

from __future__ import annotations

import re
from collections.abc import Generator
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg
import pytest

from tests.embeddings.samples import MODEL, add_texts, embed
from tests.fixtures.executors import Run, asyncio_run, blocking_run
from tracktion_db import Call, Database, Settings, Statements, assistant, embeddings
from tracktion_db.migrations import extension_folder
from tracktion_db.statements import sql_folder

FILTER = re.compile(r"\b\w+\.user_id = (:user_id|of_user)\b")
VECTORS = [[1.0, 0.0], [1.0, 1.0], [0.0, 1.0]]
CREATE = re.compile(r"CREATE FUNCTION nearest_chunks.*?\$\$;", re.DOTALL)


@pytest.fixture(params=[blocking_run, asyncio_run], ids=["blocking", "asyncio"])
def service(request: pytest.FixtureRequest, service_url: str) -> Generator[Run]:
    """``run``, but logged in as a service."""
    with request.param(Settings.from_url(service_url, pool_min_size=1)) as run:
        yield run


def fill(run: Any, *users: UUID) -> None:
    for user in users:
        chunks = add_texts(run, user, ["techno one", "techno two", "techno three"])
        assert embed(run, user, chunks, VECTORS) == 3


def searches(user: UUID) -> list[Call[Any]]:
    return [
        embeddings.search_nearest(user, [1.0, 0.0], MODEL, limit=100),
        embeddings.search_hybrid(user, "techno", [1.0, 0.0], MODEL, limit=100),
        embeddings.search_hybrid(user, "nowhere", [1.0, 0.0], MODEL, limit=100),
        embeddings.list_chunks_to_embed(user, "another model"),
    ]


def owners(answer: Any) -> list[UUID]:
    return [row.user_id for row in getattr(answer, "items", answer)]


def function_without_filters() -> str:
    """nearest_chunks without a word about users, and for everybody."""
    file = extension_folder("vector") / "0001.embeddings.chunks.sql"
    found = CREATE.search(file.read_text(encoding="utf-8"))
    assert found is not None
    text, times = FILTER.subn("(of_user IS NOT NULL)", found.group())
    assert times == 2
    return text.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION").replace("greatest(2000,", "least(0,")


def statements_without_filters(folder: Path) -> Statements:
    (folder / "embeddings").mkdir()
    for file in (sql_folder() / "embeddings").glob("*.sql"):
        text, times = FILTER.subn("(:user_id IS NOT NULL)", file.read_text(encoding="utf-8"))
        assert times > 0, file.name
        (folder / "embeddings" / file.name).write_text(text, encoding="utf-8")
    return Statements.load(folder / "embeddings")


def test_every_call_works_for_a_service_and_answers_what_is_the_users(
    service: Run, me: UUID, other: UUID
) -> None:
    fill(service, me, other)
    for user in (me, other):
        for call in searches(user):
            assert owners(service(call)) == [user] * 3, call


def test_row_security_alone_keeps_them_apart(
    tmp_path: Path, database_url: str, service: Run, me: UUID, other: UUID
) -> None:
    fill(service, me, other)
    unfiltered = statements_without_filters(tmp_path)
    with psycopg.connect(database_url, autocommit=True) as owner:
        _ = owner.execute(function_without_filters().encode())
        for user in (me, other):
            for call in searches(user):
                assert owners(service(without_filters(call, unfiltered))) == [user] * 3, call
        # The control: it is the policies that keep them apart, and nothing else.
        _ = owner.execute("ALTER TABLE chunks DISABLE ROW LEVEL SECURITY")
        _ = owner.execute("ALTER TABLE transcripts DISABLE ROW LEVEL SECURITY")
        for call in searches(me):
            assert sorted(owners(service(without_filters(call, unfiltered)))) == sorted([me, other] * 3), call


def test_nobody_sets_the_embedding_of_anothers_chunk(
    tmp_path: Path, database_url: str, service: Run, me: UUID, other: UUID
) -> None:
    fill(service, me, other)
    (first, *_) = service(embeddings.search_nearest(other, [1.0, 0.0], MODEL))
    call = embeddings.set_embeddings(
        me, MODEL, [embeddings.ChunkEmbedding(chunk_id=first.id, embedding=[-1.0, 0.0])]
    )
    unfiltered = without_filters(call, statements_without_filters(tmp_path))

    assert service(call) == 0
    assert service(unfiltered) == 0
    with psycopg.connect(database_url, autocommit=True) as owner:
        _ = owner.execute("ALTER TABLE chunks DISABLE ROW LEVEL SECURITY")
        assert service(call) == 0
        assert service(unfiltered) == 1


def without_filters(call: Call[Any], statements: Statements) -> Call[Any]:
    statement = statements[call.statement.name]
    return Call(statement, call.parameters, call.record, cursor=call.cursor)


def test_without_a_user_nothing_is_near(service_url: str, db: Database, me: UUID) -> None:
    fill(db.run, me)
    (chunk,) = db.run(assistant.list_chunks(me, searched(db, me), limit=1)).items
    with psycopg.connect(service_url, autocommit=True) as session:
        near = session.execute(
            "SELECT count(*) FROM nearest_chunks(%s, %s, array_fill(1, ARRAY[1536])::vector, 10)",
            [chunk.user_id, MODEL],
        )
        assert near.fetchone() == (0,)
        assert session.execute("SELECT count(*) FROM chunks").fetchone() == (0,)


def searched(db: Database, user: UUID) -> UUID:
    return db.run(embeddings.search_nearest(user, [1.0], MODEL))[0].transcript_id
