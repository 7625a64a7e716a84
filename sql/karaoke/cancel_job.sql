-- Cancel a job that is pending or processing; in any other status it is refused.
--
-- Who holds its lease learns it with the next write or extension.
--
-- :param job_id: uuid  the job
-- :returns: one karaoke.Job
UPDATE jobs AS cancelled
SET
    status = 'cancelled',
    lease_expires_at = NULL,
    finished_at = statement_timestamp()
WHERE cancelled.id = :job_id
RETURNING
    cancelled.id,
    cancelled.song_id,
    cancelled.status,
    cancelled.progress,
    cancelled.message,
    cancelled.priority,
    cancelled.attempts,
    cancelled.max_attempts,
    cancelled.due_at,
    cancelled.worker,
    cancelled.lease_expires_at,
    cancelled.error_message,
    cancelled.finished_at,
    cancelled.created_at,
    cancelled.updated_at;
