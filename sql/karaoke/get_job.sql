-- Find one job by its id.
--
-- :param job_id: uuid  the job
-- :returns: at most one karaoke.Job
-- :access: read
SELECT
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
FROM jobs AS job
WHERE job.id = :job_id;
