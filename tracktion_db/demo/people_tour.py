"""The demo's chat and its queue: what was said in a video, and one job that two workers claim at once.

User, chat, song and job are made for it and removed again.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Final, TypeVar
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

WORKERS: Final = ("worker 1", "worker 2")
OPEN: Final = ("pending", "processing")


def people_answers(db: Database) -> Iterator[Answer]:
    """Ask within a chat of a user, and have two workers claim one job; nothing of it stays."""
    yield from _chat(db)
    yield _queue(db)


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


def _queue(db: Database) -> Answer:
    question = "Two workers claim one job at the same time: who gets it?"
    open_jobs = sum(row.jobs for row in db.run(karaoke.count_jobs()) if row.status in OPEN)
    if open_jobs:
        # A claim takes whatever is due: these are somebody's.
        lines = [f"not asked here: {open_jobs} jobs of others are open, and the two would take them"]
        return Answer(question, ["karaoke.count_jobs"], 0.0, lines)
    song = db.run(karaoke.add_song_with_job(karaoke.NewSong(title="The demo's song", source="local")))
    together = Barrier(len(WORKERS))

    def claim(worker: str) -> str:
        together.wait(timeout=60)
        jobs = db.run(karaoke.claim_jobs(worker, lease_seconds=60))
        if not jobs:
            return f"{worker}: nothing, it is taken"
        (job,) = jobs
        (outcome,) = db.run(karaoke.finish_jobs([job.lease]))
        return f"{worker}: the job, in attempt {job.attempts}, and says that it is done: {outcome.outcome}"

    try:
        started = time.perf_counter()
        with ThreadPoolExecutor(len(WORKERS)) as threads:
            lines = list(threads.map(claim, WORKERS))
        seconds = time.perf_counter() - started
        return Answer(question, ["karaoke.claim_jobs", "karaoke.finish_jobs"], seconds, lines)
    finally:
        db.run(karaoke.remove_song(song.id))


def _ask(db: Database, question: str, call: Call[T], show: Callable[[T], Sequence[str]]) -> Answer:
    db.run(call)  # the first run also prepares the statement
    started = time.perf_counter()
    answer = db.run(call)
    return Answer(question, [call.statement.name], time.perf_counter() - started, show(answer))
