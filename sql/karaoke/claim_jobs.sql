-- Claim jobs for a worker: those whose lease ran out, then those that are due, in their turn.
--
-- Each job is handed to one worker, who holds its lease until it ends. A job whose lease ran out in its last attempt
-- fails. Ids go through an array, so that no plan ever reads the whole table, however many jobs are over.
--
-- :param worker: text  who claims them, 1 to 255 characters
-- :param row_limit: bigint  how many at most
-- :param lease_seconds: double precision  how long the leases are, unless they are extended
-- :returns: many karaoke.Job
-- :waive order: an UPDATE writes each row once
WITH left_alone AS MATERIALIZED (
    SELECT
        job.id,
        job.attempts < job.max_attempts AS has_attempts
    FROM jobs AS job
    WHERE
        job.status = 'processing'
        AND job.lease_expires_at <= statement_timestamp()
    ORDER BY
        job.lease_expires_at ASC,
        job.id ASC
    LIMIT :row_limit
    FOR NO KEY UPDATE SKIP LOCKED
),
given_up AS (
    UPDATE jobs AS job
    SET
        status = 'failed',
        error_message = 'the lease of its last attempt ran out',
        lease_expires_at = NULL,
        finished_at = statement_timestamp()
    WHERE job.id = ANY(ARRAY(
        SELECT alone.id FROM left_alone AS alone
        WHERE NOT alone.has_attempts
    ))
),
due AS MATERIALIZED (
    SELECT job.id
    FROM jobs AS job
    WHERE
        job.status = 'pending'
        -- what is due has its turn within the longest head start
        AND job.turn <= statement_timestamp() + interval '100 minutes'
        AND job.due_at <= statement_timestamp()
    ORDER BY
        job.turn ASC,
        job.due_at ASC,
        job.id ASC
    LIMIT
        greatest(0, :row_limit - (
            SELECT count(*) FROM left_alone AS alone
            WHERE alone.has_attempts
        ))
    FOR NO KEY UPDATE SKIP LOCKED
),
claimed AS (
    UPDATE jobs AS job
    SET
        status = 'processing',
        worker = :worker,
        attempts = job.attempts + 1,
        lease_expires_at = statement_timestamp() + make_interval(secs => :lease_seconds)
    WHERE
        job.id = ANY(
            ARRAY(
                SELECT alone.id FROM left_alone AS alone
                WHERE alone.has_attempts
                UNION ALL
                SELECT due.id FROM due
            )
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
        job.updated_at,
        job.turn
)
SELECT
    claimed.id,
    claimed.song_id,
    claimed.status,
    claimed.progress,
    claimed.message,
    claimed.priority,
    claimed.attempts,
    claimed.max_attempts,
    claimed.due_at,
    claimed.worker,
    claimed.lease_expires_at,
    claimed.error_message,
    claimed.finished_at,
    claimed.created_at,
    claimed.updated_at
FROM claimed
ORDER BY
    claimed.turn ASC,
    claimed.due_at ASC,
    claimed.id ASC;
