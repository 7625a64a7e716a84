from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, cast

from tests.karaoke.samples import bare_song, new_job, new_song
from tracktion_db import Call, Database, Page, Record, Settings, Statement, karaoke
from tracktion_db.karaoke import NewJob, SongChanges
from tracktion_db.karaoke.statements import sql


def rows_of(answer: Any) -> list[Record]:
    if isinstance(answer, Page):
        answer = cast("Page[Record]", answer).items
    return cast("list[Record]", answer) if isinstance(answer, list) else [answer]


def test_the_rows_of_every_statement_pass_full_validation_as_their_records(database_url: str) -> None:
    tried: set[Statement] = set()
    validating = Settings.from_url(database_url, validate_rows=True)
    with Database(validating) as slow, Database.from_url(database_url) as fast:

        def run(call: Call[Any], *, again: bool = True) -> Any:
            answer = slow.run(call)
            tried.add(call.statement)
            rows = rows_of(answer)
            assert rows, call
            for row in rows:
                assert type(row).__module__.startswith("tracktion_db.karaoke."), row
                assert call.statement.record == f"karaoke.{type(row).__name__}"
            if again:
                # The fast way makes the same of the same rows.
                assert fast.run(call) == answer
            return rows[0]

        song = run(karaoke.add_song(new_song()), again=False)
        bare = run(karaoke.add_song_with_job(bare_song(), NewJob(max_attempts=1)), again=False)
        _ = run(karaoke.add_song_with_job(new_song(1), new_job()), again=False)
        job = run(karaoke.add_job(song.id, new_job()), again=False)
        _ = run(karaoke.update_song(song.id, SongChanges(lyrics=None)), again=False)
        jobs = fast.run(karaoke.claim_jobs("worker 1", limit=3))
        _ = fast.run(karaoke.add_job(song.id))
        _ = run(karaoke.claim_jobs("worker 2"), again=False)
        for call in (
            karaoke.extend_leases([one.lease for one in jobs]),
            karaoke.set_job_progress(jobs[0].lease, 50, message="parting"),
            karaoke.finish_jobs([jobs[0].lease, jobs[0].lease]),
            karaoke.fail_job(jobs[1].lease, "no such codec"),
            karaoke.fail_job(jobs[2].lease, "no such codec"),
            karaoke.release_jobs([jobs[0].lease]),
        ):
            _ = run(call, again=False)
        for call in (
            karaoke.get_song(song.id),
            karaoke.get_song_by_youtube_id(song.youtube_id),
            karaoke.list_songs(),
            karaoke.list_songs_by_source("local"),
            karaoke.list_songs_with_latest_job(),
            karaoke.search_songs("roxanne"),
            karaoke.get_job(job.id),
            karaoke.list_jobs_by_song(bare.id),
            karaoke.list_jobs_by_song(song.id),
            karaoke.list_jobs_by_status("processing"),
            karaoke.list_jobs_by_status("completed"),
            karaoke.count_jobs(),
            karaoke.get_job_channel(),
        ):
            _ = run(call)
        _ = run(karaoke.get_next_claim(), again=False)
        pending = fast.run(karaoke.add_job(song.id))
        _ = run(karaoke.cancel_job(pending.id), again=False)
        _ = run(karaoke.restart_job(pending.id), again=False)
        fast.run(karaoke.remove_finished_jobs(datetime.max.replace(tzinfo=UTC)))
        for open_ in fast.run(karaoke.list_jobs_by_song(song.id)).items:
            with_none = fast.run(karaoke.get_job(open_.id))
            assert with_none is not None
        fast.run(karaoke.remove_song(song.id))

    assert tried == {statement for statement in sql.values() if statement.shape.has_rows}
