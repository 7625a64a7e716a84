-- Claim jobs for a worker: those whose first lease ran out, then those that are due, in their turn.
--
-- Each job is handed to one worker, who holds its lease until it ends. A lease that runs out in a later attempt counts
-- as a failed attempt: the job is due again after its delay or, in its last attempt, fails. So one that kills its
-- workers does not come back at once, before all others. Ids go through an array, so that no plan ever reads the whole
-- table, however many jobs are over.
--
-- Where not many are due, these are all there is to put in order. Only where many are is the index by turn walked,
-- because jobs that wait for their next attempt stand in it between those that are due.
--
-- :param worker: text  who claims them, 1 to 255 characters
-- :param row_limit: bigint  how many at most
-- :param lease_seconds: double precision  how long the leases are, unless they are extended
-- :returns: many karaoke.Job
-- :waive order: an UPDATE writes each row once
WITH left_alone AS MATERIALIZED (
    SELECT
        job.id,
        job.attempts = 1 AND job.max_attempts > 1 AS is_claimed,
        statement_timestamp() + job_retry_delay(job.id, job.attempts) AS due_again_at
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
        status = CASE WHEN job.attempts < job.max_attempts THEN 'pending' ELSE 'failed' END,
        error_message = 'the lease of its last attempt ran out',
        lease_expires_at = NULL,
        due_at = CASE WHEN job.attempts < job.max_attempts THEN alone.due_again_at ELSE job.due_at END,
        finished_at = CASE WHEN job.attempts < job.max_attempts THEN NULL ELSE statement_timestamp() END
    FROM left_alone AS alone
    WHERE
        job.id = alone.id
        AND job.id = ANY(ARRAY(
            SELECT alone.id FROM left_alone AS alone
            WHERE NOT alone.is_claimed
        ))
),
oldest AS MATERIALIZED (
    SELECT job.due_at
    FROM jobs AS job
    WHERE
        job.status = 'pending'
        AND job.due_at <= statement_timestamp()
    ORDER BY
        job.due_at ASC,
        job.id ASC
    LIMIT :row_limit + 20
),
wanted AS MATERIALIZED (
    SELECT
        :row_limit - (
            SELECT count(*) FROM left_alone AS alone
            WHERE alone.is_claimed
        ) AS jobs,
        count(*) < :row_limit + 20 AS is_all_due,
        min(oldest.due_at) AS first_due_at,
        max(oldest.due_at) AS last_due_at
    FROM oldest
),
due_of_few AS MATERIALIZED (
    SELECT job.id
    FROM jobs AS job
    WHERE
        (SELECT wanted.is_all_due FROM wanted)
        AND job.status = 'pending'
        -- A range that the planner takes for a short one, and the turn computed, so that its index does not serve this.
        AND job.due_at >= (SELECT wanted.first_due_at FROM wanted)
        AND job.due_at <= (SELECT wanted.last_due_at FROM wanted)
    ORDER BY
        job.due_at - job.priority * interval '1 minute' ASC,
        job.due_at ASC,
        job.id ASC
    LIMIT (SELECT wanted.jobs FROM wanted)
    FOR NO KEY UPDATE SKIP LOCKED
),
due_of_many AS MATERIALIZED (
    SELECT job.id
    FROM jobs AS job
    WHERE
        (SELECT NOT wanted.is_all_due FROM wanted)
        AND job.status = 'pending'
        -- what is due has its turn within the longest head start
        AND job.turn <= statement_timestamp() + interval '100 minutes'
        AND job.due_at <= statement_timestamp()
    ORDER BY
        job.turn ASC,
        job.due_at ASC,
        job.id ASC
    LIMIT (SELECT wanted.jobs FROM wanted)
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
                WHERE alone.is_claimed
                UNION ALL
                SELECT due.id FROM due_of_few AS due
                UNION ALL
                SELECT due.id FROM due_of_many AS due
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
