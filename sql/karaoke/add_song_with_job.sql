-- Add one song and a job for it: both or neither.
--
-- :param title: text  1 to 1,000 characters
-- :param artist: text or null  1 to 1,000 characters; null when not known
-- :param album: text or null  1 to 1,000 characters; null when not known
-- :param source: text  youtube, upload or local
-- :param youtube_id: text or null  11 characters of A-Z, a-z, 0-9, _ and -; null for none
-- :param file_path: text or null  the song as it came, 1 to 4,096 bytes
-- :param vocals_path: text or null  the voice alone, 1 to 4,096 bytes
-- :param instrumental_path: text or null  the music without the voice, 1 to 4,096 bytes
-- :param lyrics: text or null  at most 1,000,000 characters
-- :param date_added: timestamptz or null  when it came into the collection; null for now
-- :param message: text or null  what is being done, for people, 1 to 2,000 characters
-- :param priority: integer  minutes of head start, -100 to 100
-- :param max_attempts: integer  claims after which it fails for good, 1 to 100
-- :param due_at: timestamptz or null  not claimed before; null for now
-- :returns: one karaoke.SongWithJob
WITH added AS (
    INSERT INTO songs AS song (
        title,
        artist,
        album,
        source,
        youtube_id,
        file_path,
        vocals_path,
        instrumental_path,
        lyrics,
        date_added
    )
    VALUES (
        :title,
        :artist,
        :album,
        :source,
        :youtube_id,
        :file_path,
        :vocals_path,
        :instrumental_path,
        :lyrics,
        coalesce(:date_added, now())
    )
    RETURNING
        song.id,
        song.title,
        song.artist,
        song.album,
        song.source,
        song.youtube_id,
        song.file_path,
        song.vocals_path,
        song.instrumental_path,
        song.lyrics,
        song.date_added,
        song.created_at,
        song.updated_at
),
queued AS (
    INSERT INTO jobs AS job (
        song_id,
        message,
        priority,
        max_attempts,
        due_at
    )
    SELECT
        added.id,
        :message,
        :priority,
        :max_attempts,
        coalesce(:due_at, clock_timestamp())
    FROM added
    RETURNING
        job.id,
        job.song_id,
        job.status,
        job.progress,
        job.message,
        job.priority,
        job.attempts,
        job.max_attempts,
        job.due_at,
        job.worker,
        job.lease_expires_at,
        job.error_message,
        job.finished_at,
        job.created_at,
        job.updated_at
)
SELECT
    added.id,
    added.title,
    added.artist,
    added.album,
    added.source,
    added.youtube_id,
    added.file_path,
    added.vocals_path,
    added.instrumental_path,
    added.lyrics,
    added.date_added,
    added.created_at,
    added.updated_at,
    queued.id AS job_id,
    queued.status AS job_status,
    queued.progress AS job_progress,
    queued.message AS job_message,
    queued.priority AS job_priority,
    queued.attempts AS job_attempts,
    queued.max_attempts AS job_max_attempts,
    queued.due_at AS job_due_at,
    queued.worker AS job_worker,
    queued.lease_expires_at AS job_lease_expires_at,
    queued.error_message AS job_error_message,
    queued.finished_at AS job_finished_at,
    queued.created_at AS job_created_at,
    queued.updated_at AS job_updated_at
FROM added
CROSS JOIN queued;
