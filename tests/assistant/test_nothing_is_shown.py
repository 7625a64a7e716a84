"""A canary: what users say, and what they call things, is in no repr, which is what ends up in logs."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest
from pydantic import BaseModel

from tests.assistant.samples import new_chunk, new_message, new_template, new_transcript
from tests.fixtures.executors import Run
from tracktion_db import assistant
from tracktion_db.assistant import TemplateChanges, TranscriptChanges

CANARY = "canary"
METADATA = {CANARY: [CANARY]}
TEMPLATE: dict[str, Any] = {
    "template_name": CANARY,
    "template_content": f"{CANARY} {{{{{CANARY}}}}}",
    "variables": [CANARY],
}
SPOKEN: dict[str, Any] = {"title": CANARY, "channel_name": CANARY, "metadata": METADATA}


def shown(thing: object) -> str:
    return f"{thing!r} {thing} {[thing]}"


def test_what_is_a_users_own_is_in_no_repr(run: Run, me: UUID) -> None:
    conversation = run(assistant.add_conversation(me, CANARY))
    message = new_message(conversation, CANARY, metadata=METADATA)
    transcript = new_transcript(transcript_text=CANARY, **SPOKEN)
    spoken = run(assistant.add_transcript(me, transcript))
    chunk = new_chunk(spoken, chunk_text=CANARY, metadata=METADATA)
    assert run(assistant.add_chunks(me, [chunk])) == 1
    template = new_template(**TEMPLATE)
    given = [message, transcript, chunk, template, TemplateChanges(**TEMPLATE), TranscriptChanges(**SPOKEN)]
    records = [
        conversation,
        run(assistant.add_message(me, message)),
        spoken,
        run(assistant.list_transcripts(me)),
        run(assistant.list_chunks(me, spoken.id)),
        run(assistant.search_transcripts(me, CANARY)),
        run(assistant.search_chunks(me, CANARY)),
        run(assistant.add_template(me, template)),
    ]
    for thing in [*given, *records]:
        assert CANARY not in shown(thing), type(thing)
        assert type(thing).__name__ in shown(thing)


def test_the_canary_would_be_heard(me: UUID) -> None:
    class Loud(BaseModel):
        title: str

    with pytest.raises(AssertionError):
        assert CANARY not in shown(Loud(title=CANARY))
    assert str(me) in shown(new_message(me))  # ids are shown
