-- Tell that an attempt failed, and why; refused, with the reason, to who does not hold the lease.
--
-- The job becomes due again later, the longer the more attempts it had, or fails for good when none is left.
--
-- :param job_id: uuid  the job
-- :param attempt: integer  the attempt of the lease
-- :param error_message: text  why, 1 to 2,000 characters
-- :param is_final: boolean  whether further attempts would be in vain
-- :returns: one karaoke.Job
UPDATE jobs AS failed
SET
    status = CASE WHEN failed.attempts < failed.max_attempts AND NOT :is_final THEN 'pending' ELSE 'failed' END,
    error_message = :error_message,
    lease_expires_at = NULL,
    due_at = CASE
        WHEN failed.attempts < failed.max_attempts AND NOT :is_final
        THEN statement_timestamp() + job_retry_delay(:job_id, :attempt)
        ELSE failed.due_at
    END,
    finished_at = CASE
        WHEN failed.attempts < failed.max_attempts AND NOT :is_final THEN NULL ELSE statement_timestamp()
    END,
    held_attempt = :attempt
WHERE failed.id = :job_id
RETURNING
    failed.id,
    failed.song_id,
    failed.status,
    failed.progress,
    failed.message,
    failed.priority,
    failed.attempts,
    failed.max_attempts,
    failed.due_at,
    failed.worker,
    failed.lease_expires_at,
    failed.error_message,
    failed.finished_at,
    failed.created_at,
    failed.updated_at;
