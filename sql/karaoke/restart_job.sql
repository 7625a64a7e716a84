-- Start a job again that failed or was cancelled; in any other status it is refused.
--
-- It is pending and due now. Its attempts are counted on, because each of them was a lease: the maximum is put so many
-- behind them.
--
-- :param job_id: uuid  the job
-- :param max_attempts: integer  further claims after which it fails for good, 1 to 100
-- :returns: one karaoke.Job
UPDATE jobs AS restarted
SET
    status = 'pending',
    max_attempts = restarted.attempts + :max_attempts,
    due_at = statement_timestamp(),
    finished_at = NULL
WHERE restarted.id = :job_id
RETURNING
    restarted.id,
    restarted.song_id,
    restarted.status,
    restarted.progress,
    restarted.message,
    restarted.priority,
    restarted.attempts,
    restarted.max_attempts,
    restarted.due_at,
    restarted.worker,
    restarted.lease_expires_at,
    restarted.error_message,
    restarted.finished_at,
    restarted.created_at,
    restarted.updated_at;
