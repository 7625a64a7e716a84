"""What an embedding may be: refused by name before anything is sent, and stored as it was given."""

from __future__ import annotations

import random
import struct
from collections.abc import Generator
from typing import Any
from uuid import UUID

import psycopg
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.assistant.samples import NOBODY
from tests.embeddings.samples import MODEL, add_embedded, add_texts, distance, embed, random_vector
from tests.fixtures.executors import Run
from tracktion_db import Database, embeddings
from tracktion_db.embeddings import ChunkEmbedding
from tracktion_db.embeddings.vectors import DIMENSIONS, as_text
from tracktion_db.errors import ValidationError

NAN, INFINITY = float("nan"), float("inf")
GREATEST_REAL = 3.4028234663852886e38
# What is refused, and the name that it is refused by.
BAD: list[tuple[Any, str]] = [
    ([], "embedding"),
    ((), "embedding"),
    ([0.5] * (DIMENSIONS + 1), "embedding"),
    ([0.0], "embedding"),
    ([0] * DIMENSIONS, "embedding"),
    ([-0.0, 0.0], "embedding"),
    ([1e-16, 1e-16], "embedding"),
    ([5e-324], "embedding"),
    ([1e16], "embedding"),
    ([GREATEST_REAL], "embedding"),
    ([1e39, 1.0], "embedding"),
    ([1.0, 1e308, 1e308], "embedding"),
    ([1.0, NAN], "embedding[1]"),
    ([INFINITY], "embedding[0]"),
    ([0.5, 0.5, -INFINITY], "embedding[2]"),
    ([10**400], "embedding[0]"),
    ([1.0, None], "embedding[1]"),
    ([1.0, "2"], "embedding[1]"),
    ([True], "embedding[0]"),
    ([1.0, [2.0]], "embedding[1]"),
    ([1j], "embedding[0]"),
    (None, "embedding"),
    (0.5, "embedding"),
    ("[1,2]", "embedding"),
    (b"\x01", "embedding"),
    ({1.0: 2.0}, "embedding"),
    ({1.0}, "embedding"),
    (iter([1.0]), "embedding"),
]


@pytest.mark.parametrize(("bad", "field"), BAD, ids=[f"{number}" for number in range(len(BAD))])
def test_a_bad_embedding_is_refused_by_name_before_anything_is_sent(bad: Any, field: str) -> None:
    refusals: list[ValidationError] = []
    for make in (
        lambda: ChunkEmbedding(chunk_id=NOBODY, embedding=bad),
        lambda: embeddings.search_nearest(NOBODY, bad, MODEL),
        lambda: embeddings.search_hybrid(NOBODY, "x", bad, MODEL),
    ):
        with pytest.raises(ValidationError) as refused:
            _ = make()
        refusals.append(refused.value)
    assert {error.field for error in refusals} == {field}
    # What is said holds no value, and nothing that knows one hangs on it.
    assert len({error.reason for error in refusals}) == 1
    assert all(error.__cause__ is None and error.__context__ is None for error in refusals)
    assert not any(sign in refusals[0].reason for sign in ("nan", "inf ", "e+", "[1,2]"))


@pytest.mark.parametrize("model", ["", "x" * 101, None, 5, b"a", "a\0b", "\ud800"])
def test_a_bad_name_of_a_model_is_refused_by_name(model: Any) -> None:
    for make in (
        lambda: embeddings.set_embeddings(NOBODY, model, []),
        lambda: embeddings.list_chunks_to_embed(NOBODY, model),
        lambda: embeddings.search_nearest(NOBODY, [1.0], model),
        lambda: embeddings.search_hybrid(NOBODY, "x", [1.0], model),
    ):
        with pytest.raises(ValidationError) as refused:
            _ = make()
        assert refused.value.field == "model"


@pytest.mark.parametrize("limit", [0, -1, 101, True, 1.0, None, "5"])
def test_a_search_answers_one_to_a_hundred(limit: Any) -> None:
    for make in (
        lambda: embeddings.search_nearest(NOBODY, [1.0], MODEL, limit=limit),
        lambda: embeddings.search_hybrid(NOBODY, "x", [1.0], MODEL, limit=limit),
    ):
        with pytest.raises(ValidationError) as refused:
            _ = make()
        assert refused.value.field == "limit"


def test_an_embedding_is_in_no_repr_and_does_not_change() -> None:
    numbers = [0.123456, 1.0]
    given = ChunkEmbedding(chunk_id=NOBODY, embedding=numbers)
    numbers[0] = NAN

    assert given.embedding == (0.123456, 1.0)
    assert "0.123" not in repr(given)
    assert "0.123" not in repr(embeddings.set_embeddings(NOBODY, MODEL, [given]))
    assert "0.123" not in repr(embeddings.search_nearest(NOBODY, given.embedding, MODEL))


reals = st.floats(width=32, allow_nan=False, allow_infinity=False, min_value=-(2.0**40), max_value=2.0**40)


@given(st.lists(reals, min_size=1, max_size=40))
def test_real_numbers_are_sent_as_they_are(numbers: list[float]) -> None:
    sent = [float(word) for word in as_text(numbers)[1:-1].split(",")]

    assert len(sent) == DIMENSIONS
    assert [struct.pack("f", number) for number in sent[: len(numbers)]] == [
        struct.pack("f", number) for number in numbers
    ]
    assert set(sent[len(numbers) :]) <= {0.0}


# The least real number, and less than that: zero, where others are not.
EDGES = [[1e-15], [1e15], [-1e15, 0.0], [1.0, 1e-300, 5e-324], [1.0, 1e-45], [1, 2, 3], [0.5] * DIMENSIONS]


@pytest.mark.parametrize("vector", EDGES, ids=range(len(EDGES)))
def test_what_is_accepted_is_stored_found_and_at_no_distance_from_itself(
    run: Run, me: UUID, vector: list[float]
) -> None:
    (chunk,) = add_embedded(run, me, [vector])

    (hit,) = run(embeddings.search_nearest(me, vector, MODEL))
    assert hit.id == chunk.id
    assert hit.distance == pytest.approx(0, abs=1e-6)
    (opposite,) = run(embeddings.search_nearest(me, [-number for number in vector], MODEL))
    assert opposite.distance == pytest.approx(2, abs=1e-6)


@pytest.fixture(scope="module")
def session(shared_db: Database) -> Generator[psycopg.Connection[Any]]:
    """One for all examples: a server closes them later than they are opened."""
    with psycopg.connect(shared_db.settings.conninfo(), autocommit=True) as session:
        yield session


@given(
    st.lists(st.lists(st.integers(-50, 50), min_size=6, max_size=6).filter(any), min_size=2, max_size=12),
    st.lists(st.integers(-50, 50), min_size=6, max_size=6).filter(any),
)
def test_padding_changes_no_distance(
    session: psycopg.Connection[Any], vectors: list[list[int]], asked: list[int]
) -> None:
    short = [str([float(number) for number in vector]) for vector in vectors]
    padded = [as_text(vector) for vector in vectors]
    compare = "SELECT array_agg(item::vector <=> %s::vector ORDER BY place) FROM unnest(%s::text[])"
    compare += " WITH ORDINALITY AS given (item, place)"
    ((plain,),) = session.execute(compare.encode(), [str([float(n) for n in asked]), short]).fetchall()
    ((filled,),) = session.execute(compare.encode(), [as_text(asked), padded]).fetchall()
    assert filled == pytest.approx(plain, abs=1e-12)


def test_shorter_embeddings_are_in_the_order_that_their_own_numbers_say(run: Run, me: UUID) -> None:
    chance = random.Random(20_261_122)
    vectors = [random_vector(chance, 5) for _ in range(60)]
    asked = random_vector(chance, 5)
    chunks = add_embedded(run, me, vectors)

    hits = run(embeddings.search_nearest(me, asked, MODEL, limit=60))
    wanted = sorted(range(60), key=lambda place: distance(asked, vectors[place]))
    assert [hit.id for hit in hits] == [chunks[place].id for place in wanted]
    for hit, place in zip(hits, wanted, strict=True):
        assert hit.distance == pytest.approx(distance(asked, vectors[place]), abs=1e-6)


def test_what_python_refuses_the_schema_refuses_of_others(run: Run, database_url: str, me: UUID) -> None:
    (chunk,) = add_texts(run, me, ["a"])
    assert embed(run, me, [chunk], [[1.0]]) == 1
    with psycopg.connect(database_url, autocommit=True) as owner:
        for numbers in ([0.0], [1e-17], [1e17], [3e38]):
            with pytest.raises(psycopg.errors.CheckViolation) as broken:
                _ = owner.execute("UPDATE chunks SET embedding = %s::vector", [as_text(numbers)])
            assert broken.value.diag.constraint_name == "chunks_embedding_norm_range"
        for text in ("[nan]", "[1e39]", "[1]"):
            with pytest.raises(psycopg.errors.DataError):
                _ = owner.execute("UPDATE chunks SET embedding = %s::vector", [text])
