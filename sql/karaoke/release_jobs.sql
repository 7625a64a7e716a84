-- Hand jobs back without failing them, and answer for each lease what became of it.
--
-- Each is pending at once, in the turn that it had. The attempt does not count: the maximum grows by one, because the
-- number of an attempt is a lease and never given twice.
--
-- The rows are locked in the order of their ids, so that two such statements wait for each other instead of
-- dead-locking; what another transaction did to a row meanwhile is seen: a lock is had of the row as it is then.
--
-- :param job_ids: uuid[]  the jobs
-- :param attempts: integer[]  the attempt of each lease
-- :returns: many karaoke.LeaseOutcome
-- :waive nullable job_id: the arrays are of one length, and job_ids has no nulls
-- :waive order: row is the number of what was given, and a job has one row in jobs
WITH given AS MATERIALIZED (
    SELECT
        item.number - 1 AS row,
        item.job_id,
        item.attempt
    FROM unnest(:job_ids::uuid[], :attempts::integer[]) WITH ORDINALITY AS item (job_id, attempt, number)
),
locked AS MATERIALIZED (
    SELECT
        job.id,
        job.status,
        job.attempts,
        job.lease_expires_at
    FROM jobs AS job
    WHERE job.id = ANY(:job_ids::uuid[])
    ORDER BY job.id ASC
    FOR NO KEY UPDATE
),
judged AS MATERIALIZED (
    SELECT
        given.row,
        given.job_id,
        given.attempt,
        job_lease(
            locked.status, locked.attempts, locked.lease_expires_at, given.attempt, statement_timestamp()
        ) AS lease
    FROM given
    LEFT JOIN locked ON given.job_id = locked.id
),
released AS (
    UPDATE jobs AS job
    SET
        status = 'pending',
        max_attempts = least(job.max_attempts + 1, 1000000),
        lease_expires_at = NULL,
        held_attempt = job.attempts
    WHERE
        job.id = ANY(ARRAY(
            SELECT judged.job_id FROM judged
            WHERE judged.lease = 'held'
        ))
)
SELECT
    judged.row,
    judged.job_id,
    CASE WHEN judged.lease = 'held' THEN 'released' ELSE judged.lease END AS outcome
FROM judged
ORDER BY judged.row ASC;
