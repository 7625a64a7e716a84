-- Remove some of the jobs that were over before a moment, the oldest first.
--
-- Ids go through an array, so that no plan ever reads the whole table.
--
-- :param finished_before: timestamptz  what was over at this moment or later stays
-- :param row_limit: bigint  how many at most
-- :returns: count
WITH old AS MATERIALIZED (
    SELECT job.id
    FROM jobs AS job
    WHERE job.finished_at < :finished_before
    ORDER BY
        job.finished_at ASC,
        job.id ASC
    LIMIT :row_limit
    FOR UPDATE SKIP LOCKED
)
DELETE FROM jobs AS job
WHERE job.id = ANY(ARRAY(SELECT old.id FROM old));
