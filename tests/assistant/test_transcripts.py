from __future__ import annotations

from typing import Any
from uuid import UUID

import psycopg
import pytest

from tests.assistant.samples import NOBODY, VIDEO, add_chunks, new_transcript
from tests.fixtures.executors import Run
from tracktion_db import assistant
from tracktion_db.assistant import NewTranscript, TranscriptChanges, TranscriptSummary
from tracktion_db.assistant.languages import CONFIGURATIONS, configuration_of
from tracktion_db.errors import Conflict, InvalidReference, NotFound, ValidationError


def summary_of(transcript: Any) -> TranscriptSummary:
    return TranscriptSummary(**transcript.model_dump(exclude={"transcript_text"}))


def test_a_transcript_comes_back_as_it_was_given(run: Run, me: UUID) -> None:
    given = new_transcript(youtube_video_id=VIDEO)
    bare = NewTranscript(youtube_video_id="0" * 11, transcript_text="")

    added = run(assistant.add_transcript(me, given))
    other = run(assistant.add_transcript(me, bare))

    fields = set(NewTranscript.model_fields)
    assert added.model_dump(include=fields) == given.model_dump()
    assert other.model_dump(include=fields) == bare.model_dump()
    assert (added.user_id, added.configuration, other.configuration) == (me, "english", "simple")
    assert run(assistant.get_transcript(me, added.id)) == added
    assert run(assistant.get_transcript_by_video(me, VIDEO)) == added
    assert run(assistant.get_transcript(me, NOBODY)) is None
    assert run(assistant.get_transcript_by_video(me, "A" * 11)) is None


def test_a_user_has_one_transcript_of_a_video_and_others_have_theirs(run: Run, me: UUID, other: UUID) -> None:
    mine = run(assistant.add_transcript(me, new_transcript()))
    theirs = run(assistant.add_transcript(other, new_transcript()))

    with pytest.raises(Conflict) as refused:
        run(assistant.add_transcript(me, new_transcript()))

    assert refused.value.field == "youtube_video_id"
    assert mine.youtube_video_id == theirs.youtube_video_id
    assert run(assistant.get_transcript_by_video(other, mine.youtube_video_id)) == theirs
    assert run(assistant.get_transcript(other, mine.id)) is None
    assert run(assistant.remove_transcript(other, mine.id)) == 0
    with pytest.raises(NotFound):
        run(assistant.update_transcript(other, mine.id, TranscriptChanges(title="x")))
    with pytest.raises(InvalidReference) as unknown:
        run(assistant.add_transcript(NOBODY, new_transcript()))
    assert unknown.value.field == "user_id"


def test_transcripts_come_without_texts_the_newest_first_page_by_page(
    run: Run, me: UUID, other: UUID
) -> None:
    added = [
        run(assistant.add_transcript(me, new_transcript(n, metadata={"n": n, "all": True}))) for n in range(5)
    ]
    _ = run(assistant.add_transcript(other, new_transcript(metadata={"n": 3, "all": True})))
    wanted = [summary_of(row) for row in reversed(added)]

    first = run(assistant.list_transcripts(me, limit=3))
    second = run(assistant.list_transcripts(me, limit=3, cursor=first.next_cursor))
    assert [*first.items, *second.items] == wanted
    assert second.next_cursor is None
    assert run(assistant.list_transcripts_by_metadata(me, {"n": 3})).items == [summary_of(added[3])]
    first = run(assistant.list_transcripts_by_metadata(me, {"all": True}, limit=3))
    second = run(assistant.list_transcripts_by_metadata(me, {"all": True}, limit=3, cursor=first.next_cursor))
    assert [*first.items, *second.items] == wanted


def test_a_change_touches_only_the_fields_that_were_given(run: Run, me: UUID) -> None:
    before = run(assistant.add_transcript(me, new_transcript()))

    after = run(assistant.update_transcript(me, before.id, TranscriptChanges(title=None, duration=5)))

    changed = {"title": None, "duration": 5, "updated_at": after.updated_at}
    assert after == before.model_copy(update=changed)
    assert after.updated_at > before.updated_at


def test_every_field_that_can_be_changed_is(run: Run, me: UUID) -> None:
    before = run(assistant.add_transcript(me, new_transcript()))
    wanted: dict[str, Any] = {
        "title": "x",
        "channel_name": "y",
        "duration": 0,
        "language": "de-AT",
        "metadata": {"z": [1]},
    }
    assert set(wanted) == set(TranscriptChanges.model_fields)

    after = run(assistant.update_transcript(me, before.id, TranscriptChanges(**wanted)))

    changed = {**wanted, "configuration": "german", "updated_at": after.updated_at}
    assert after == before.model_copy(update=changed)


def test_another_language_takes_the_chunks_along(run: Run, database_url: str, me: UUID) -> None:
    added = run(assistant.add_transcript(me, new_transcript(language=None)))
    _ = add_chunks(run, me, added, 2)
    assert run(assistant.search_chunks(me, "string")).items == []

    _ = run(assistant.update_transcript(me, added.id, TranscriptChanges(language="en")))

    assert len(run(assistant.search_chunks(me, "string")).items) == 2
    with psycopg.connect(database_url) as connection:
        rows = connection.execute("SELECT DISTINCT configuration FROM chunks").fetchall()
    assert rows == [("english",)]


def test_removing_a_transcript_removes_its_chunks(run: Run, me: UUID) -> None:
    added = run(assistant.add_transcript(me, new_transcript()))
    chunks = add_chunks(run, me, added, 3)

    assert run(assistant.remove_transcript(me, added.id)) == 1
    assert run(assistant.remove_transcript(me, added.id)) == 0
    assert run(assistant.get_chunks(me, [chunk.id for chunk in chunks])) == []


@pytest.mark.parametrize(
    ("language", "configuration"),
    [
        ("en", "english"),
        ("EN", "english"),
        ("en-US", "english"),
        ("pt_BR", "portuguese"),
        ("nb", "norwegian"),
        ("zh-Hant", "simple"),
        ("ja", "simple"),
        ("tlh", "simple"),
        ("", "simple"),
        ("é", "simple"),
        (None, "simple"),
    ],
)
def test_a_language_has_its_configuration_or_none(language: str | None, configuration: str) -> None:
    assert configuration_of(language) == configuration


def test_the_database_knows_every_configuration_and_no_other(database_url: str) -> None:
    with psycopg.connect(database_url) as connection:
        known = connection.execute(
            "SELECT name, document_configuration(name)::text FROM unnest(%s::text[]) AS name",
            [[*CONFIGURATIONS.values(), "simple", "klingon", "English"]],
        ).fetchall()
        shipped = {
            name
            for (name,) in connection.execute(
                "SELECT cfgname FROM pg_ts_config WHERE cfgnamespace = 'pg_catalog'::regnamespace"
            ).fetchall()
        }

    assert dict(known) == {name: name for name in CONFIGURATIONS.values()} | {
        "simple": "simple",
        "klingon": "simple",
        "English": "simple",
    }
    # A later PostgreSQL may ship more; a migration may take them up when the oldest one has them.
    assert shipped >= {*CONFIGURATIONS.values(), "simple"}


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"youtube_video_id": "a" * 10}, "youtube_video_id"),
        ({"youtube_video_id": "a" * 12}, "youtube_video_id"),
        ({"youtube_video_id": "a" * 10 + "é"}, "youtube_video_id"),
        ({"youtube_video_id": "a" * 10 + "\n"}, "youtube_video_id"),
        ({"title": ""}, "title"),
        ({"title": "x" * 501}, "title"),
        ({"channel_name": "x" * 256}, "channel_name"),
        ({"duration": -1}, "duration"),
        ({"duration": 1.5}, "duration"),
        ({"language": ""}, "language"),
        ({"language": "x" * 36}, "language"),
        ({"transcript_text": None}, "transcript_text"),
        ({"transcript_text": "a\0"}, "transcript_text"),
        ({"metadata": None}, "metadata"),
        ({"configuration": "english"}, "configuration"),
    ],
)
def test_a_transcript_that_does_not_fit_is_refused_with_its_field(wrong: dict[str, Any], field: str) -> None:
    with pytest.raises(ValidationError) as refused:
        _ = new_transcript(**wrong)
    assert refused.value.field == field
