from __future__ import annotations

from typing import Any, cast
from uuid import UUID

from tests.assistant.samples import new_chunk, new_message, new_template, new_transcript
from tracktion_db import Database, Page, Record, Settings, Statement, assistant
from tracktion_db.assistant import NewTranscript, TemplateChanges, TranscriptChanges
from tracktion_db.assistant.config import StoredValue
from tracktion_db.assistant.statements import sql
from tracktion_db.call import Call, at_most_one


def rows_of(answer: Any) -> list[Record]:
    if isinstance(answer, Page):
        answer = cast("Page[Record]", answer).items
    return cast("list[Record]", answer) if isinstance(answer, list) else [answer]


def test_the_rows_of_every_statement_pass_full_validation_as_their_records(
    database_url: str, me: UUID
) -> None:
    tried: set[Statement] = set()
    validating = Settings.from_url(database_url, validate_rows=True)
    with Database(validating) as slow, Database.from_url(database_url) as fast:

        def run(call: Call[Any], *, again: bool = True) -> Any:
            answer = slow.run(call, user_id=me)
            tried.add(call.statement)
            rows = rows_of(answer)
            assert rows, call
            for row in rows:
                assert type(row).__module__.startswith("tracktion_db.assistant."), row
                assert call.statement.record == f"assistant.{type(row).__name__}"
            if again:
                # The fast way makes the same of the same rows.
                assert fast.run(call, user_id=me) == answer
            return rows[0]

        conversation = run(assistant.add_conversation(me), again=False)
        conversation = run(assistant.set_conversation_title(me, conversation.id, "x"), again=False)
        message = run(
            assistant.add_message(me, new_message(conversation, metadata={"a": [1.5]})), again=False
        )
        transcript = run(assistant.add_transcript(me, new_transcript(metadata={"a": [1.5]})), again=False)
        bare = NewTranscript(youtube_video_id="a" * 11, transcript_text="strings")
        bare = run(assistant.add_transcript(me, bare), again=False)
        _ = run(assistant.update_transcript(me, bare.id, TranscriptChanges(title=None)), again=False)
        chunks = [new_chunk(transcript, 0), new_chunk(transcript, 1, start_seconds=None, end_seconds=None)]
        _ = fast.run(assistant.add_chunks(me, chunks))
        chunk = run(assistant.list_chunks(me, transcript.id))
        own = run(assistant.add_template(me, new_template()), again=False)
        default = run(assistant.add_default_template(new_template()), again=False)
        changes = TemplateChanges(template_name="other")
        _ = run(assistant.update_template(me, own.id, changes), again=False)
        _ = run(assistant.update_default_template(default.id, changes), again=False)
        values: list[Any] = [{"a": [1.5, None, "x"]}, [1], "text", 5, 1.5, True]
        for value in values:
            _ = run(assistant.set_value("key", value, "x"), again=False)
        _ = run(assistant.set_value("bare", 1), again=False)
        _ = fast.run(assistant.remove_value("bare"))
        for call in (
            assistant.get_conversation(me, conversation.id),
            assistant.list_conversations(me),
            assistant.list_conversations_from(me),
            assistant.get_message(me, message.id),
            assistant.list_messages(me, conversation.id),
            assistant.list_messages_from(me, conversation.id),
            assistant.list_last_messages(me, conversation.id),
            assistant.list_messages_by_metadata(me, {"a": [1.5]}),
            assistant.get_transcript(me, bare.id),
            assistant.get_transcript_by_video(me, transcript.youtube_video_id),
            assistant.list_transcripts(me),
            assistant.list_transcripts_by_metadata(me, {"a": [1.5]}),
            assistant.search_transcripts(me, "strings"),
            assistant.get_chunks(me, [chunk.id]),
            assistant.list_chunks_by_metadata(me, {"speaker": "Derrick"}),
            assistant.search_chunks(me, "strings"),
            assistant.get_template(me, "email"),
            assistant.list_templates(me),
            assistant.get_config("key"),
            assistant.list_config(),
            assistant.list_value_changes("key"),
            assistant.list_value_changes("bare"),
        ):
            _ = run(call)
        # get_value is this call and the reading of its answer.
        _ = run(at_most_one(sql["assistant.get_value"], StoredValue, key="key"))

    assert tried == {statement for statement in sql.values() if statement.shape.has_rows}
