"""Chunks with embeddings, and what is nearest by a computation of our own."""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Iterable, Sequence
from typing import Any
from uuid import UUID

from tests.assistant.samples import new_chunk, new_transcript
from tracktion_db import Call, assistant, embeddings
from tracktion_db.assistant import Chunk
from tracktion_db.embeddings import ChunkEmbedding

MODEL = "model-a"
OTHER_MODEL = "model-b"

Vector = Sequence[float]
Runs = Callable[[Call[Any]], Any]


def add_texts(run: Runs, user: UUID, texts: Iterable[str], number: int = 0, **fields: Any) -> list[Chunk]:
    """Chunks of these texts in a transcript of their own, in their order."""
    transcript = run(assistant.add_transcript(user, new_transcript(number, **fields)))
    given = [new_chunk(transcript, place, chunk_text=text) for place, text in enumerate(texts)]
    _ = run(assistant.add_chunks(user, given))
    return list(run(assistant.list_chunks(user, transcript.id)).items)


def embed(
    run: Runs, user: UUID, chunks: Sequence[Chunk], vectors: Sequence[Vector], model: str = MODEL
) -> int:
    given = [
        ChunkEmbedding(chunk_id=chunk.id, embedding=vector)
        for chunk, vector in zip(chunks, vectors, strict=True)
    ]
    return run(embeddings.set_embeddings(user, model, given))


def add_embedded(run: Runs, user: UUID, vectors: Sequence[Vector], number: int = 0) -> list[Chunk]:
    """Chunks with these embeddings."""
    chunks = add_texts(run, user, [f"piece {place}" for place in range(len(vectors))], number)
    assert embed(run, user, chunks, vectors) == len(vectors)
    return chunks


def random_vector(chance: random.Random, dimensions: int = 8) -> list[float]:
    return [chance.gauss(0, 1) for _ in range(dimensions)]


def distance(one: Vector, other: Vector) -> float:
    """Cosine distance."""
    product = math.fsum(a * b for a, b in zip(one, other, strict=True))
    return 1 - product / (math.hypot(*one) * math.hypot(*other))
