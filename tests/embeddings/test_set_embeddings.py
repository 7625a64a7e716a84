from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from uuid import UUID

import psycopg
import pytest

from tests.assistant.samples import NOBODY
from tests.catalog.crowd import at_once
from tests.embeddings.samples import MODEL, OTHER_MODEL, add_embedded, add_texts, embed
from tests.fixtures.executors import Run
from tests.library.test_status_machine import wait_for_lock
from tracktion_db import Call, Database, assistant, embeddings
from tracktion_db.embeddings import ChunkEmbedding
from tracktion_db.errors import ValidationError


def found(run: Run, user: UUID, model: str = MODEL) -> dict[UUID, float]:
    """The distance of each chunk to [1, 0]."""
    hits = run(embeddings.search_nearest(user, [1.0, 0.0], model, limit=100))
    return {hit.id: round(hit.distance, 6) for hit in hits}


def to_embed(run: Run, user: UUID, model: str = MODEL) -> list[UUID]:
    return [chunk.id for chunk in run(embeddings.list_chunks_to_embed(user, model)).items]


@pytest.mark.parametrize("number", [0, 1, 100])
def test_chunks_get_their_embeddings_and_are_counted(run: Run, me: UUID, number: int) -> None:
    chunks = add_texts(run, me, ["a"] * 100)

    assert embed(run, me, chunks[:number], [[1.0, float(n)] for n in range(number)]) == number

    assert set(found(run, me)) == {chunk.id for chunk in chunks[:number]}
    assert to_embed(run, me) == [chunk.id for chunk in chunks[number:]]


def test_an_embedding_takes_the_place_of_the_one_before(run: Run, me: UUID) -> None:
    chunks = add_embedded(run, me, [[1.0, 0.0], [1.0, 0.0]])

    assert embed(run, me, chunks[:1], [[0.0, 1.0]]) == 1
    assert found(run, me) == {chunks[0].id: 1.0, chunks[1].id: 0.0}
    assert embed(run, me, chunks[:1], [[-1.0, 0.0]], OTHER_MODEL) == 1
    assert found(run, me) == {chunks[1].id: 0.0}
    assert found(run, me, OTHER_MODEL) == {chunks[0].id: 2.0}
    assert to_embed(run, me) == [chunks[0].id]
    assert to_embed(run, me, OTHER_MODEL) == [chunks[1].id]


def test_what_the_user_has_not_is_passed_over_and_not_counted(run: Run, me: UUID, other: UUID) -> None:
    mine, gone = add_texts(run, me, ["a"]), add_texts(run, me, ["b"], 1)
    theirs = add_embedded(run, other, [[0.0, 1.0]])
    _ = run(assistant.remove_chunks(me, gone[0].transcript_id))
    given = [
        ChunkEmbedding(chunk_id=chunk_id, embedding=[1.0, 0.0])
        for chunk_id in (theirs[0].id, NOBODY, mine[0].id, gone[0].id)
    ]

    assert run(embeddings.set_embeddings(me, MODEL, given)) == 1

    assert found(run, me) == {mine[0].id: 0.0}
    assert found(run, other) == {theirs[0].id: 1.0}


def test_a_chunk_is_given_once_and_not_more_than_a_thousand_are_given(me: UUID) -> None:
    one = ChunkEmbedding(chunk_id=NOBODY, embedding=[1.0])
    other = ChunkEmbedding(chunk_id=UUID(int=5), embedding=[1.0])
    with pytest.raises(ValidationError) as refused:
        _ = embeddings.set_embeddings(me, MODEL, [one, other, one, one])
    assert refused.value.field == "embeddings[2].chunk_id"

    many = [ChunkEmbedding(chunk_id=UUID(int=n), embedding=[1.0]) for n in range(1_001)]
    with pytest.raises(ValidationError) as refused:
        _ = embeddings.set_embeddings(me, MODEL, many)
    assert refused.value.field == "embeddings"
    assert len(embeddings.set_embeddings(me, MODEL, many[1:]).parameters) == 4


def test_a_thousand_of_the_longest_embeddings_fit_into_one_call(db: Database, me: UUID) -> None:
    chunks = add_texts(db.run, me, ["a"])
    numbers = [-1.23456789e-05] * 1_536
    given = [ChunkEmbedding(chunk_id=UUID(int=n), embedding=numbers) for n in range(999)]
    given.append(ChunkEmbedding(chunk_id=chunks[0].id, embedding=numbers))
    assert db.run(embeddings.set_embeddings(me, MODEL, given)) == 1


def test_an_embedding_does_not_count_as_a_change_of_the_chunk(run: Run, me: UUID) -> None:
    chunks = add_texts(run, me, ["a strange sentence"])

    _ = embed(run, me, chunks, [[1.0]])

    assert run(assistant.get_chunks(me, [chunks[0].id])) == chunks
    (hit,) = run(assistant.search_chunks(me, "sentence")).items
    assert hit.updated_at == chunks[0].updated_at


def test_of_two_who_set_the_same_embeddings_at_once_in_other_orders_none_is_refused(
    db: Database, me: UUID
) -> None:
    chunks = add_texts(db.run, me, ["a"] * 60)

    def work(number: int) -> int:
        ordered = chunks[:: -1 if number else 1]
        return sum(embed(db.run, me, ordered, [[1.0, float(number)]] * 60) for _ in range(5))

    assert at_once(2, work) == [300, 300]
    # Both wrote all of them: what stands there is one's or the other's.
    hits = db.run(embeddings.search_nearest(me, [1.0], MODEL, limit=100))
    assert (len(hits), len({hit.distance for hit in hits})) == (60, 1)


def test_chunks_to_embed_are_listed_page_by_page_while_they_get_theirs(run: Run, me: UUID) -> None:
    for number in range(3):
        _ = add_texts(run, me, ["a"] * 5, number)
    wanted = to_embed(run, me)
    assert len(wanted) == 15

    seen: list[UUID] = []
    cursor: str | None = None
    while True:
        page = run(embeddings.list_chunks_to_embed(me, MODEL, limit=4, cursor=cursor))
        _ = embed(run, me, page.items, [[1.0]] * len(page.items))
        seen += [chunk.id for chunk in page.items]
        cursor = page.next_cursor
        if cursor is None:
            break
    assert seen == wanted
    assert to_embed(run, me) == []
    assert [
        (chunk.transcript_id, chunk.chunk_index) for chunk in run(assistant.get_chunks(me, seen))
    ] == sorted((chunk.transcript_id, chunk.chunk_index) for chunk in run(assistant.get_chunks(me, seen)))


def test_a_cursor_belongs_to_its_user_and_its_model(run: Run, me: UUID, other: UUID) -> None:
    _ = add_texts(run, me, ["a"] * 3)
    cursor = run(embeddings.list_chunks_to_embed(me, MODEL, limit=1)).next_cursor
    assert cursor is not None
    for user, model in ((other, MODEL), (me, OTHER_MODEL)):
        with pytest.raises(ValidationError, match="cursor"):
            _ = embeddings.list_chunks_to_embed(user, model, cursor=cursor)


def test_embeddings_go_with_their_transcript_and_their_user(
    run: Run, database_url: str, me: UUID, other: UUID
) -> None:
    first = add_embedded(run, me, [[1.0]])
    second = add_embedded(run, me, [[1.0]], 1)
    theirs = add_embedded(run, other, [[1.0]])

    assert run(assistant.remove_transcript(me, first[0].transcript_id)) == 1
    assert set(found(run, me)) == {second[0].id}
    with psycopg.connect(database_url) as owner:
        _ = owner.execute("DELETE FROM users WHERE id = %s", [me])
    assert found(run, me) == {}
    assert set(found(run, other)) == {theirs[0].id}


def test_who_embeds_what_is_being_removed_deadlocks_with_nobody(
    db: Database, database_url: str, me: UUID
) -> None:
    chunks = add_texts(db.run, me, ["a"] * 50)
    # The removal comes to them in the order of the text, who embeds in that of their ids.
    late = min((chunk for chunk in chunks if chunk.chunk_index > 25), key=lambda chunk: chunk.id)
    early = max((chunk for chunk in chunks if chunk.chunk_index < 25), key=lambda chunk: chunk.id)
    assert late.id < early.id
    given = [ChunkEmbedding(chunk_id=chunk.id, embedding=[1.0, 0.0]) for chunk in (late, early)]

    def in_one_try(call: Call[int]) -> int:
        # A transaction never runs again by itself: a deadlock would come out here.
        with db.transaction(user_id=me) as tx:
            return tx.run(call)

    with ThreadPoolExecutor(2) as threads:
        with psycopg.connect(database_url) as holder:
            # Between the two, so that either transaction would have the one that the other wants.
            holder.execute("SELECT FROM chunks WHERE chunk_index = 25 FOR UPDATE")
            removing = threads.submit(in_one_try, assistant.remove_transcript(me, chunks[0].transcript_id))
            wait_for_lock(database_url)
            embedding = threads.submit(in_one_try, embeddings.set_embeddings(me, MODEL, given))
            wait_for_lock(database_url, waiting=2)
        assert (removing.result(timeout=30), embedding.result(timeout=30)) == (1, 0)
