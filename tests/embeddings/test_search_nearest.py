"""Neighbours: the nearest first, of one user, one model, and one transcript where that is asked."""

from __future__ import annotations

import random
from uuid import UUID

import pytest

from tests.assistant.samples import NOBODY
from tests.embeddings.samples import (
    MODEL,
    OTHER_MODEL,
    add_embedded,
    add_texts,
    distance,
    embed,
    random_vector,
)
from tests.fixtures.executors import Run
from tracktion_db import assistant, embeddings

SEED = 20_261_122


def test_the_nearest_come_first_as_many_as_asked(run: Run, me: UUID) -> None:
    chance = random.Random(SEED)
    vectors = [random_vector(chance) for _ in range(120)]
    chunks = add_embedded(run, me, vectors[:70]) + add_embedded(run, me, vectors[70:], 1)
    _ = add_texts(run, me, ["has none"], 2)
    place = {chunk.id: number for number, chunk in enumerate(chunks)}

    for _ in range(5):
        asked = random_vector(chance)
        wanted = sorted(range(120), key=lambda number: distance(asked, vectors[number]))
        for limit in (1, 10, 100):
            hits = run(embeddings.search_nearest(me, asked, MODEL, limit=limit))
            assert [place[hit.id] for hit in hits] == wanted[:limit]
        assert len(run(embeddings.search_nearest(me, asked, MODEL))) == 20


def test_a_hit_says_where_it_is_from(run: Run, me: UUID) -> None:
    (chunk,) = add_embedded(run, me, [[3.0, 4.0]], 7)
    transcript = run(assistant.get_transcript(me, chunk.transcript_id))
    assert transcript is not None

    (hit,) = run(embeddings.search_nearest(me, [1.0, 0.0], MODEL))

    assert {name: getattr(hit, name) for name in type(chunk).model_fields} == chunk.model_dump()
    assert (hit.youtube_video_id, hit.title) == (transcript.youtube_video_id, transcript.title)
    assert hit.distance == pytest.approx(0.4, abs=1e-6)


def test_equals_go_by_id(run: Run, me: UUID) -> None:
    chunks = add_embedded(run, me, [[1.0, 2.0, 3.0]] * 40)

    hits = run(embeddings.search_nearest(me, [1.0, 0.0], MODEL, limit=30))

    assert [hit.id for hit in hits] == sorted(chunk.id for chunk in chunks)[:30]


def test_embeddings_of_other_models_are_never_compared(run: Run, me: UUID) -> None:
    chunks = add_texts(run, me, ["a"] * 4)
    _ = embed(run, me, chunks[:2], [[1.0, 0.0]] * 2)
    _ = embed(run, me, chunks[2:], [[1.0, 0.0]] * 2, OTHER_MODEL)

    for model, wanted in ((MODEL, chunks[:2]), (OTHER_MODEL, chunks[2:]), ("nobody's", []), ("Model-A", [])):
        hits = run(embeddings.search_nearest(me, [1.0, 0.0], model))
        assert {hit.id for hit in hits} == {chunk.id for chunk in wanted}, model


def test_neighbours_are_of_one_transcript_or_all(run: Run, me: UUID, other: UUID) -> None:
    mine = [add_embedded(run, me, [[1.0, 0.0], [0.0, 1.0]], number) for number in range(2)]
    theirs = add_embedded(run, other, [[1.0, 0.0]])

    def ids(transcript_id: UUID | None) -> list[UUID]:
        hits = run(embeddings.search_nearest(me, [1.0, 0.0], MODEL, transcript_id=transcript_id))
        return [hit.id for hit in hits]

    assert len(ids(None)) == 4
    for chunks in mine:
        assert ids(chunks[0].transcript_id) == [chunk.id for chunk in chunks]
    assert ids(theirs[0].transcript_id) == []
    assert ids(NOBODY) == []


def test_nobody_is_anothers_neighbour(run: Run, me: UUID, other: UUID) -> None:
    _ = add_embedded(run, me, [[1.0, 0.0]] * 30)
    theirs = add_embedded(run, other, [[1.0, 0.0]] * 2)

    hits = run(embeddings.search_nearest(other, [1.0, 0.0], MODEL))
    assert {hit.id for hit in hits} == {chunk.id for chunk in theirs}
    assert {hit.user_id for hit in hits} == {other}
    assert run(embeddings.search_nearest(NOBODY, [1.0, 0.0], MODEL)) == []


def test_who_has_no_embedding_gets_none(run: Run, me: UUID) -> None:
    assert run(embeddings.search_nearest(me, [1.0], MODEL)) == []
    _ = add_texts(run, me, ["a"])
    assert run(embeddings.search_nearest(me, [1.0], MODEL)) == []
