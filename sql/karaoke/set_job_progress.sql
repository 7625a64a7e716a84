-- Tell how far a job is; refused, with the reason, to who does not hold its lease.
--
-- Progress never goes backwards: of what is there and what is told the larger one stays.
--
-- :param job_id: uuid  the job
-- :param attempt: integer  the attempt of the lease
-- :param progress: integer  percent, 0 to 100
-- :param message: text or null  what is being done, for people, 1 to 2,000 characters; null leaves the former one
-- :returns: one karaoke.Job
UPDATE jobs AS job
SET
    progress = greatest(job.progress, :progress),
    message = coalesce(:message, job.message),
    held_attempt = :attempt
WHERE job.id = :job_id
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
