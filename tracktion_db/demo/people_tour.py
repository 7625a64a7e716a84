"""The demo's chat and its queue: what was said in a video, and one job that two workers want.

User, chat, song and job are made for it and removed again.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar
from uuid import UUID, uuid4

from tracktion_db import accounts, assistant, karaoke
from tracktion_db.call import Call
from tracktion_db.database import Database
from tracktion_db.demo.tour import Answer

__all__ = ["people_answers"]

T = TypeVar("T")

# Written for this demo; each begins at a second of the video.
LESSON = (
    (0.0, "A transition begins long before the fader moves: count the bars until the phrase ends."),
    (21.5, "Harmonic mixing means that both records share most of their notes, or the blend sounds sour."),
    (48.0, "When the tempos differ by more than six percent, play one at half or at double time."),
)


def people_answers(db: Database) -> Iterator[Answer]:
    """Ask within a chat of a user, and have two workers claim one job; nothing of it stays."""
    yield from _chat(db)
    if not db.run(karaoke.count_jobs()):  # else they are somebody's, and a claim would take them
        yield from _queue(db)


def _chat(db: Database) -> Iterator[Answer]:
    me = db.run(accounts.add_user(accounts.NewUser(username=f"demo {uuid4()}"))).id
    try:
        chat = db.run(assistant.add_conversation(me, "Mixing in key"))
        _add_lesson(db, me)
        question, answer = (
            assistant.NewMessage(conversation_id=chat.id, role="user", content="What is harmonic mixing?"),
            assistant.NewMessage(conversation_id=chat.id, role="assistant", content="Let me look it up."),
        )
        db.run(assistant.add_messages(me, [question, answer]))
        yield _ask(
            db,
            "A chat, in reading order",
            assistant.list_last_messages(me, chat.id, 10),
            lambda found: [f"{message.role}: {message.content}" for message in found],
        )
        yield _ask(
            db,
            "Where does the video speak of it? (harmonic mixes)",
            assistant.search_chunks(me, "harmonic mixes", limit=1),
            lambda page: [f"{hit.title}, second {hit.start_seconds}: {hit.snippet}" for hit in page.items],
        )
        yield _ask(
            db,
            "What does another user find there?",
            assistant.search_chunks(uuid4(), "harmonic mixes", limit=1),
            lambda page: [f"{len(page.items)} chunks"],
        )
    finally:
        db.run(accounts.remove_user(me))


def _add_lesson(db: Database, me: UUID) -> None:
    transcript = db.run(
        assistant.add_transcript(
            me,
            assistant.NewTranscript(
                youtube_video_id="demo_lesson",
                title="A lesson in mixing",
                language="en",
                transcript_text=" ".join(text for _, text in LESSON),
            ),
        )
    )
    db.run(
        assistant.add_chunks(
            me,
            [
                assistant.NewChunk(
                    transcript_id=transcript.id,
                    chunk_index=index,
                    chunk_text=text,
                    token_count=len(text.split()),
                    start_seconds=start,
                )
                for index, (start, text) in enumerate(LESSON)
            ],
        )
    )


def _queue(db: Database) -> Iterator[Answer]:
    song = db.run(karaoke.add_song_with_job(karaoke.NewSong(title="The demo's song", source="local")))
    try:
        lines = list[str]()
        started = time.perf_counter()
        for worker in ("worker 1", "worker 2"):
            jobs = db.run(karaoke.claim_jobs(worker, limit=1, lease_seconds=60))
            lines.append(f"{worker}: {'attempt 1 is mine' if jobs else 'nothing left for me'}")
            db.run(karaoke.extend_leases([job.lease for job in jobs]))
        yield Answer(
            "Two workers, one job: who gets it?",
            ["karaoke.claim_jobs"],
            time.perf_counter() - started,
            lines,
        )
    finally:
        db.run(karaoke.remove_song(song.id))


def _ask(db: Database, question: str, call: Call[T], show: Callable[[T], Sequence[str]]) -> Answer:
    db.run(call)  # the first run also prepares the statement
    started = time.perf_counter()
    answer = db.run(call)
    return Answer(question, [call.statement.name], time.perf_counter() - started, show(answer))
