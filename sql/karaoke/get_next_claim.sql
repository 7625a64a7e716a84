-- In how many seconds there is a job to claim: the next one to become due, or whose lease runs out.
--
-- :returns: one karaoke.NextClaim
-- :access: read
SELECT
    extract(
        EPOCH FROM least(
            (
                SELECT job.due_at FROM jobs AS job
                WHERE job.status = 'pending'
                ORDER BY
                    job.due_at ASC,
                    job.id ASC
                LIMIT 1
            ),
            (
                SELECT job.lease_expires_at FROM jobs AS job
                WHERE job.status = 'processing'
                ORDER BY
                    job.lease_expires_at ASC,
                    job.id ASC
                LIMIT 1
            )
        ) - statement_timestamp()
    )::double precision AS seconds;
