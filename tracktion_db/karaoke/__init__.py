"""Karaoke: songs, and the jobs that prepare them.

Functions return calls, which an executor runs; records are what comes back::

    song = db.run(karaoke.add_song_with_job(karaoke.NewSong(title="Roxanne", source="upload")))
    for job in db.run(karaoke.claim_jobs("stems 1", limit=4)):
        ...
        db.run(karaoke.finish_jobs([job.lease]))

Where there was none ``wait_for_jobs`` waits until there is one to claim.
"""

from tracktion_db.karaoke.jobs import (
    Job,
    JobCount,
    Lease,
    NewJob,
    add_job,
    cancel_job,
    count_jobs,
    get_job,
    list_jobs_by_song,
    list_jobs_by_status,
    remove_finished_jobs,
    restart_job,
)
from tracktion_db.karaoke.leases import (
    JobChannel,
    LeaseOutcome,
    NextClaim,
    claim_jobs,
    extend_leases,
    fail_job,
    finish_jobs,
    get_job_channel,
    get_next_claim,
    release_jobs,
    set_job_progress,
)
from tracktion_db.karaoke.search import FoundSong, search_songs
from tracktion_db.karaoke.songs import (
    NewSong,
    Song,
    SongChanges,
    SongWithJob,
    add_song,
    add_song_with_job,
    get_song,
    get_song_by_youtube_id,
    list_songs,
    list_songs_by_source,
    list_songs_with_latest_job,
    remove_song,
    update_song,
)
from tracktion_db.karaoke.waiting import wait_for_jobs, wait_for_jobs_async

__all__ = [
    "FoundSong",
    "Job",
    "JobChannel",
    "JobCount",
    "Lease",
    "LeaseOutcome",
    "NewJob",
    "NewSong",
    "NextClaim",
    "Song",
    "SongChanges",
    "SongWithJob",
    "add_job",
    "add_song",
    "add_song_with_job",
    "cancel_job",
    "claim_jobs",
    "count_jobs",
    "extend_leases",
    "fail_job",
    "finish_jobs",
    "get_job",
    "get_job_channel",
    "get_next_claim",
    "get_song",
    "get_song_by_youtube_id",
    "list_jobs_by_song",
    "list_jobs_by_status",
    "list_songs",
    "list_songs_by_source",
    "list_songs_with_latest_job",
    "release_jobs",
    "remove_finished_jobs",
    "remove_song",
    "restart_job",
    "search_songs",
    "set_job_progress",
    "update_song",
    "wait_for_jobs",
    "wait_for_jobs_async",
]
