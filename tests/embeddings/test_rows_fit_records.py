from __future__ import annotations

from typing import Any
from uuid import UUID

from tests.assistant.test_rows_fit_records import rows_of
from tests.embeddings.samples import MODEL, add_texts, embed
from tracktion_db import Database, Settings, Statement, embeddings
from tracktion_db.embeddings.statements import sql


def test_the_rows_of_every_statement_pass_full_validation_as_their_records(
    database_url: str, me: UUID
) -> None:
    tried: set[Statement] = set()
    validating = Settings.from_url(database_url, validate_rows=True)
    with Database(validating) as slow, Database.from_url(database_url) as fast:
        chunks = add_texts(fast.run, me, ["techno"] * 2 + ["house"] * 2)
        chunks += add_texts(fast.run, me, ["techno"] * 2, 1, title=None, language=None)
        _ = embed(fast.run, me, chunks[1:5], [[1.0]] * 4)
        calls: list[Any] = [
            embeddings.list_chunks_to_embed(me, MODEL),
            embeddings.search_nearest(me, [1.0], MODEL),
            embeddings.search_hybrid(me, "techno", [1.0], MODEL),
        ]
        for call in calls:
            answer = slow.run(call)
            rows = rows_of(answer)
            assert rows
            for row in rows:
                assert call.statement.record == f"{type(row).__module__.split('.')[1]}.{type(row).__name__}"
            # The fast way makes the same of the same rows.
            assert fast.run(call) == answer
            tried.add(call.statement)

    assert tried == {statement for statement in sql.values() if statement.shape.has_rows}
