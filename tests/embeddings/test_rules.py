"""Every rule of constraints.toml can be broken, and is broken under its name; a call names the field."""

from __future__ import annotations

import tomllib
from uuid import UUID

import psycopg
import pytest

from tests.embeddings.samples import MODEL, add_embedded
from tests.fixtures.executors import Run
from tracktion_db import Call, embeddings
from tracktion_db.embeddings.statements import sql
from tracktion_db.embeddings.vectors import as_text
from tracktion_db.errors import RuleViolated
from tracktion_db.statements import sql_folder

BREAKING = {
    "chunks_embedding_model_length": "UPDATE chunks SET embedding_model = repeat('x', 101)",
    "chunks_embedding_model_known": "UPDATE chunks SET embedding_model = NULL",
    "chunks_embedding_norm_range": "UPDATE chunks SET embedding = array_fill(0, ARRAY[1536])::vector",
}


def test_every_rule_is_broken_under_its_name(run: Run, database_url: str, me: UUID) -> None:
    text = (sql_folder() / "embeddings" / "constraints.toml").read_text(encoding="utf-8")
    assert set(BREAKING) == set(tomllib.loads(text))
    _ = add_embedded(run, me, [[1.0]])
    with psycopg.connect(database_url, autocommit=True) as owner:
        for name, statement in BREAKING.items():
            with pytest.raises(psycopg.errors.CheckViolation) as broken:
                _ = owner.execute(statement.encode())
            assert broken.value.diag.constraint_name == name
        with pytest.raises(psycopg.errors.CheckViolation):
            _ = owner.execute("UPDATE chunks SET embedding = NULL")
        assert owner.execute("UPDATE chunks SET embedding = NULL, embedding_model = NULL").rowcount == 1


def test_an_error_names_the_field_and_the_rule(run: Run, me: UUID) -> None:
    (chunk,) = add_embedded(run, me, [[1.0]])
    statement = sql["embeddings.set_embeddings"]
    for model, text, field in ((MODEL, as_text([0.0]), "embedding"), ("", as_text([1.0]), "model")):
        values = {"user_id": me, "model": model, "chunk_ids": [chunk.id], "embeddings": [text]}
        broken: Call[int] = Call(statement, statement.arguments(values))
        with pytest.raises(RuleViolated) as refused:
            _ = run(broken)
        assert refused.value.field == field
    assert len(run(embeddings.search_nearest(me, [1.0], MODEL))) == 1
