"""Whatever a caller gives, an answer or one of our own errors comes back, and the connection stays usable."""

from __future__ import annotations

from collections.abc import Callable, Generator
from contextlib import suppress
from dataclasses import dataclass
from inspect import signature
from typing import Any
from uuid import UUID

import pytest
from pytest_postgresql.executors import NoopExecutor

from tests.assistant.samples import (
    NOBODY,
    VIDEO,
    add_user,
    new_chunk,
    new_message,
    new_template,
    new_transcript,
)
from tests.catalog.test_hostile_input import HOSTILE, made_or_refused
from tests.fixtures.server import Server
from tracktion_db import Database, assistant
from tracktion_db.assistant import (
    NewChunk,
    NewMessage,
    NewTemplate,
    NewTranscript,
    TemplateChanges,
    TranscriptChanges,
)
from tracktion_db.errors import TracktionDBError, ValidationError

PAGE: dict[str, Any] = {"limit": 10, "cursor": None}
OWN = {"user_id": NOBODY}
# For each function arguments that it takes; each of them is then replaced by what is hostile.
GOOD: dict[str, dict[str, Any]] = {
    "add_chunks": {**OWN, "chunks": [new_chunk(NOBODY)]},
    "add_conversation": {**OWN, "title": "x"},
    "add_default_template": {"template": new_template()},
    "add_message": {**OWN, "message": new_message(NOBODY)},
    "add_messages": {**OWN, "messages": [new_message(NOBODY)]},
    "add_template": {**OWN, "template": new_template()},
    "add_transcript": {**OWN, "transcript": new_transcript()},
    "get_chunks": {**OWN, "chunk_ids": [NOBODY]},
    "get_config": {"key": "x"},
    "get_conversation": {**OWN, "conversation_id": NOBODY},
    "get_message": {**OWN, "message_id": NOBODY},
    "get_template": {**OWN, "template_type": "email", "template_name": "x"},
    "get_transcript": {**OWN, "transcript_id": NOBODY},
    "get_transcript_by_video": {**OWN, "youtube_video_id": VIDEO},
    "get_value": {"key": "x", "kind": int},
    "list_chunks": {**OWN, "transcript_id": NOBODY, **PAGE},
    "list_chunks_by_metadata": {**OWN, "metadata": {"a": 1}, **PAGE},
    "list_config": PAGE,
    "list_conversations": {**OWN, **PAGE},
    "list_conversations_from": {**OWN, "offset": 0, "limit": 10},
    "list_last_messages": {**OWN, "conversation_id": NOBODY, "limit": 10},
    "list_messages": {**OWN, "conversation_id": NOBODY, **PAGE},
    "list_messages_by_metadata": {**OWN, "metadata": {"a": 1}, **PAGE},
    "list_messages_from": {**OWN, "conversation_id": NOBODY, "offset": 0, "limit": 10},
    "list_templates": {**OWN, "template_type": "email"},
    "list_transcripts": {**OWN, **PAGE},
    "list_transcripts_by_metadata": {**OWN, "metadata": {"a": 1}, **PAGE},
    "list_value_changes": {"key": "x", **PAGE},
    "remove_chunks": {**OWN, "transcript_id": NOBODY},
    "remove_conversation": {**OWN, "conversation_id": NOBODY},
    "remove_default_template": {"template_id": NOBODY},
    "remove_message": {**OWN, "message_id": NOBODY},
    "remove_template": {**OWN, "template_id": NOBODY},
    "remove_transcript": {**OWN, "transcript_id": NOBODY},
    "remove_value": {"key": "x", "expected_version": None},
    "search_chunks": {**OWN, "text": "x", "transcript_id": NOBODY, **PAGE},
    "search_transcripts": {**OWN, "text": "x", **PAGE},
    "set_conversation_title": {**OWN, "conversation_id": NOBODY, "title": "x"},
    "set_value": {"key": "x", "value": 1, "description": "x", "expected_version": None},
    "update_default_template": {"template_id": NOBODY, "changes": TemplateChanges(template_name="x")},
    "update_template": {**OWN, "template_id": NOBODY, "changes": TemplateChanges(template_name="x")},
    "update_transcript": {**OWN, "transcript_id": NOBODY, "changes": TranscriptChanges(title="x")},
}
INPUTS: dict[type[Any], dict[str, Any]] = {
    NewMessage: dict(new_message(NOBODY)),
    NewTranscript: {"youtube_video_id": VIDEO, "transcript_text": "x"},
    TranscriptChanges: {},
    NewChunk: {"transcript_id": NOBODY, "chunk_index": 0, "chunk_text": "x", "token_count": 1},
    NewTemplate: {"template_type": "email", "template_name": "x", "template_content": "x"},
    TemplateChanges: {},
}
ADDERS: dict[type[Any], Callable[[UUID, Any], Any]] = {
    NewMessage: assistant.add_message,
    NewTranscript: assistant.add_transcript,
    TranscriptChanges: lambda user, changes: assistant.update_transcript(user, NOBODY, changes),
    NewChunk: lambda user, chunk: assistant.add_chunks(user, [chunk]),
    NewTemplate: assistant.add_template,
    TemplateChanges: lambda user, changes: assistant.update_template(user, NOBODY, changes),
}


@dataclass(frozen=True)
class Sample:
    """A database with one user."""

    db: Database
    user: UUID


@pytest.fixture(scope="module")
def sample(server: Server, postgresql_noproc: NoopExecutor) -> Generator[Sample]:
    with (
        server.clean_database(postgresql_noproc.template_dbname) as url,
        Database.from_url(url, pool_min_size=1) as db,
    ):
        yield Sample(db, add_user(url))


def run_for_nothing(sample: Sample, call: Any) -> None:
    """Run a call and undo it; only our own errors may come of it."""
    with suppress(TracktionDBError), sample.db.transaction(user_id=sample.user) as tx:
        with tx.transaction() as inner:
            _ = inner.run(call)
        raise ValidationError("undo", "this")


def test_every_function_and_every_input_is_tried_here() -> None:
    functions = {name for name in assistant.__all__ if name.islower()}

    assert assistant.__all__ == sorted(assistant.__all__)
    assert functions == set(GOOD)
    for name, arguments in GOOD.items():
        assert set(signature(getattr(assistant, name)).parameters) == set(arguments), name
    inputs = {name for name in assistant.__all__ if name.startswith("New") or name.endswith("Changes")}
    assert inputs == {kind.__name__ for kind in INPUTS}


@pytest.mark.parametrize("name", GOOD)
def test_a_function_answers_a_call_or_one_of_our_own_errors(sample: Sample, name: str) -> None:
    function = getattr(assistant, name)
    good = GOOD[name] | ({"user_id": sample.user} if "user_id" in GOOD[name] else {})
    run_for_nothing(sample, function(**good))
    for parameter in good:
        for value in HOSTILE:
            made = made_or_refused(function, **good | {parameter: value})
            if isinstance(made, ValidationError):
                assert made.field.startswith(parameter), (parameter, made)
                assert len(made.reason) < 200
            else:
                run_for_nothing(sample, made)


@pytest.mark.parametrize("kind", INPUTS, ids=lambda kind: kind.__name__)
def test_an_input_is_made_or_refused_with_its_field(sample: Sample, kind: type[Any]) -> None:
    for field in [*kind.model_fields, "unknown"]:
        for value in HOSTILE:
            made = made_or_refused(kind, **INPUTS[kind] | {field: value})
            if isinstance(made, ValidationError):
                assert made.field.startswith(field), (field, made)
                assert len(made.reason) < 200
                continue
            call = made_or_refused(ADDERS[kind], sample.user, made)
            if not isinstance(call, ValidationError):
                run_for_nothing(sample, call)
