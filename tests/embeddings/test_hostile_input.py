"""Whatever a caller gives, an answer or one of our own errors comes back, and the connection stays usable."""

from __future__ import annotations

from inspect import signature
from typing import Any

import pytest

from tests.assistant.samples import NOBODY
from tests.assistant.test_hostile_input import Sample, run_for_nothing, sample
from tests.catalog.test_hostile_input import HOSTILE, made_or_refused
from tests.embeddings.samples import MODEL
from tracktion_db import embeddings
from tracktion_db.embeddings import ChunkEmbedding
from tracktion_db.errors import ValidationError

__all__ = ["sample"]

OWN = {"user_id": NOBODY}
ASKED: dict[str, Any] = {"embedding": [1.0, 0.5], "model": MODEL, "transcript_id": NOBODY, "limit": 10}
# For each function arguments that it takes; each of them is then replaced by what is hostile.
GOOD: dict[str, dict[str, Any]] = {
    "list_chunks_to_embed": {**OWN, "model": MODEL, "limit": 10, "cursor": None},
    "search_hybrid": {**OWN, "text": "x", **ASKED},
    "search_nearest": {**OWN, **ASKED},
    "set_embeddings": {
        **OWN,
        "model": MODEL,
        "embeddings": [ChunkEmbedding(chunk_id=NOBODY, embedding=[1.0])],
    },
}


def test_every_function_is_tried_here() -> None:
    assert {name for name in embeddings.__all__ if name.islower()} == set(GOOD)
    for name, arguments in GOOD.items():
        assert set(signature(getattr(embeddings, name)).parameters) == set(arguments), name


@pytest.mark.parametrize("name", GOOD)
def test_a_function_answers_a_call_or_one_of_our_own_errors(sample: Sample, name: str) -> None:
    function = getattr(embeddings, name)
    good = GOOD[name] | {"user_id": sample.user}
    run_for_nothing(sample, function(**good))
    for parameter in good:
        for value in [*HOSTILE, [*HOSTILE], [0.5, *HOSTILE]]:
            made = made_or_refused(function, **good | {parameter: value})
            if isinstance(made, ValidationError):
                assert made.field.startswith(parameter), (parameter, made)
                assert len(made.reason) < 200
            else:
                run_for_nothing(sample, made)


def test_an_input_is_made_or_refused_with_its_field(sample: Sample) -> None:
    fields = {"chunk_id": NOBODY, "embedding": [1.0]}
    for field in [*fields, "unknown"]:
        for value in [*HOSTILE, [*HOSTILE]]:
            made = made_or_refused(ChunkEmbedding, **fields | {field: value})
            if isinstance(made, ValidationError):
                assert made.field.startswith(field), (field, made)
                assert len(made.reason) < 200
            else:
                run_for_nothing(sample, embeddings.set_embeddings(sample.user, MODEL, [made]))
