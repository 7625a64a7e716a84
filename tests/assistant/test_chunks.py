from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import UUID

import psycopg
import pytest

from tests.assistant.samples import NOBODY, add_chunks, new_chunk, new_transcript
from tests.catalog.crowd import at_once
from tests.fixtures.executors import Run
from tests.library.test_status_machine import wait_for_lock
from tracktion_db import Database, assistant
from tracktion_db.assistant import NewChunk, Transcript, TranscriptChanges
from tracktion_db.errors import Conflict, InvalidReference, ValidationError


@pytest.fixture
def transcript(run: Run, me: UUID) -> Transcript:
    return run(assistant.add_transcript(me, new_transcript()))


@pytest.mark.parametrize("number", [0, 1, 31, 1000])
def test_chunks_come_back_as_they_were_given_in_the_order_of_the_text(
    run: Run, me: UUID, transcript: Transcript, number: int
) -> None:
    given = [
        new_chunk(transcript, n, start_seconds=None if n % 3 else float(n), end_seconds=None)
        for n in reversed(range(number))
    ]

    assert run(assistant.add_chunks(me, given)) == number

    rows = run(assistant.list_chunks(me, transcript.id)).items
    fields = set(NewChunk.model_fields)
    assert [row.model_dump(include=fields) for row in rows] == [chunk.model_dump() for chunk in given[::-1]]
    assert {row.user_id for row in rows} <= {me}


def test_chunks_are_listed_page_by_page(run: Run, me: UUID, transcript: Transcript) -> None:
    chunks = add_chunks(run, me, transcript, 5)

    first = run(assistant.list_chunks(me, transcript.id, limit=3))
    second = run(assistant.list_chunks(me, transcript.id, limit=3, cursor=first.next_cursor))

    assert [*first.items, *second.items] == chunks
    assert second.next_cursor is None


def test_chunks_come_in_the_order_asked_and_what_is_not_the_users_is_left_out(
    run: Run, me: UUID, other: UUID, transcript: Transcript
) -> None:
    theirs = add_chunks(run, other, run(assistant.add_transcript(other, new_transcript())), 1)
    chunks = add_chunks(run, me, transcript, 4)
    asked = [chunks[3].id, NOBODY, chunks[0].id, theirs[0].id, chunks[3].id]

    assert run(assistant.get_chunks(me, asked)) == [chunks[3], chunks[0], chunks[3]]
    assert run(assistant.get_chunks(me, [])) == []


def test_chunks_are_found_by_what_their_metadata_contains(
    run: Run, me: UUID, other: UUID, transcript: Transcript
) -> None:
    second = run(assistant.add_transcript(me, new_transcript(1)))
    _ = add_chunks(run, other, run(assistant.add_transcript(other, new_transcript())), 3)
    chunks = add_chunks(run, me, transcript, 3) + add_chunks(run, me, second, 3)
    wanted = sorted(chunks, key=lambda chunk: (chunk.transcript_id, chunk.chunk_index))

    first = run(assistant.list_chunks_by_metadata(me, {"speaker": "Derrick"}, limit=4))
    rest = run(
        assistant.list_chunks_by_metadata(me, {"speaker": "Derrick"}, limit=4, cursor=first.next_cursor)
    )
    assert [*first.items, *rest.items] == wanted
    assert run(assistant.list_chunks_by_metadata(me, {"number": 1})).items == wanted[1::3]


def test_chunks_of_a_transcript_are_removed_and_counted(
    run: Run, me: UUID, other: UUID, transcript: Transcript
) -> None:
    second = run(assistant.add_transcript(me, new_transcript(1)))
    chunks = add_chunks(run, me, second, 2)
    _ = add_chunks(run, me, transcript, 3)

    assert run(assistant.remove_chunks(other, transcript.id)) == 0
    assert run(assistant.remove_chunks(me, transcript.id)) == 3
    assert run(assistant.remove_chunks(me, transcript.id)) == 0
    assert run(assistant.list_chunks(me, second.id)).items == chunks


@pytest.mark.parametrize("number", [1, 50])
def test_of_chunks_added_at_once_a_bad_one_keeps_all_out(
    run: Run, me: UUID, transcript: Transcript, number: int
) -> None:
    given = [new_chunk(transcript, n) for n in range(number)]

    with pytest.raises(Conflict) as refused:
        run(assistant.add_chunks(me, [*given, given[0]]))

    assert refused.value.field == "chunk_index"
    assert run(assistant.list_chunks(me, transcript.id)).items == []


def test_another_users_transcript_is_refused_as_one_that_does_not_exist(
    run: Run, me: UUID, other: UUID, transcript: Transcript
) -> None:
    _ = add_chunks(run, me, transcript, 1)
    refusals: list[tuple[object, ...]] = []
    for transcript_id in (transcript.id, NOBODY):
        for number in (0, 7):
            with pytest.raises(InvalidReference) as refused:
                run(assistant.add_chunks(other, [new_chunk(transcript_id, number)]))
            error = refused.value
            refusals.append((error.field, error.constraint, error.sqlstate, str(error)))

    assert len(set(refusals)) == 1
    assert refusals[0][0] == "transcript_id"
    assert run(assistant.list_chunks(other, transcript.id)).items == []


def test_of_two_who_add_the_same_chunks_at_once_one_wins_and_the_other_is_told(
    db: Database, me: UUID
) -> None:
    transcript = db.run(assistant.add_transcript(me, new_transcript()))
    given = [new_chunk(transcript, n) for n in range(40)]

    def add(number: int) -> str:
        try:
            with db.transaction(user_id=me) as tx:
                return str(tx.run(assistant.add_chunks(me, given[::-1] if number else given)))
        except Conflict as refused:
            return str(refused.constraint)

    assert sorted(at_once(2, add)) == ["40", "chunks_chunk_index_unique"]


def test_a_chunk_is_searched_in_the_language_of_its_transcript_whatever_its_writer_says(
    run: Run, database_url: str, me: UUID, transcript: Transcript
) -> None:
    with psycopg.connect(database_url) as connection:
        _ = connection.execute(
            "INSERT INTO chunks (user_id, transcript_id, chunk_index, chunk_text, token_count, configuration)"
            " VALUES (%s, %s, 0, 'strings', 1, 'german')",
            [me, transcript.id],
        )
        assert connection.execute("SELECT configuration FROM chunks").fetchall() == [("english",)]
    assert len(run(assistant.search_chunks(me, "string")).items) == 1


def test_a_chunk_that_is_added_while_the_language_is_changed_waits_and_takes_the_new_one(
    db: Database, database_url: str, role_url: str, me: UUID
) -> None:
    transcript = db.run(assistant.add_transcript(me, new_transcript(language="en")))
    chunk = new_chunk(transcript, chunk_text="die Saiten")
    with Database.from_url(role_url) as held, ThreadPoolExecutor(1) as thread:
        with db.transaction(user_id=me) as tx:
            _ = tx.run(assistant.update_transcript(me, transcript.id, TranscriptChanges(language="de")))
            adding = thread.submit(held.run, assistant.add_chunks(me, [chunk]))
            wait_for_lock(database_url)
        assert adding.result(timeout=30) == 1

    assert len(db.run(assistant.search_chunks(me, "Saite")).items) == 1


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"chunk_index": -1}, "chunk_index"),
        ({"chunk_index": 2**31}, "chunk_index"),
        ({"chunk_text": ""}, "chunk_text"),
        ({"chunk_text": "x" * 100_001}, "chunk_text"),
        ({"token_count": -1}, "token_count"),
        ({"token_count": None}, "token_count"),
        ({"start_seconds": -0.5}, "start_seconds"),
        ({"start_seconds": float("nan")}, "start_seconds"),
        ({"end_seconds": float("inf")}, "end_seconds"),
        ({"start_seconds": 5.0, "end_seconds": 4.9}, "end_seconds"),
        ({"metadata": [1]}, "metadata"),
    ],
)
def test_a_chunk_that_does_not_fit_is_refused_with_its_field(wrong: dict[str, Any], field: str) -> None:
    with pytest.raises(ValidationError) as refused:
        _ = new_chunk(NOBODY, **wrong)
    assert refused.value.field == field
