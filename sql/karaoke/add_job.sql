-- Add one job for a song.
--
-- :param song_id: uuid  the song
-- :param message: text or null  what is being done, for people, 1 to 2,000 characters
-- :param priority: integer  minutes of head start, -100 to 100
-- :param max_attempts: integer  claims after which it fails for good, 1 to 100
-- :param due_at: timestamptz or null  not claimed before; null for now
-- :returns: one karaoke.Job
INSERT INTO jobs AS job (
    song_id,
    message,
    priority,
    max_attempts,
    due_at
)
VALUES (
    :song_id,
    :message,
    :priority,
    :max_attempts,
    coalesce(:due_at, clock_timestamp())
)
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
    job.updated_at;
