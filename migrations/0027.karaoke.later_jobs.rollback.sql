-- Takes back 0027.karaoke.later_jobs; refused while a job has a maximum of more than 100 attempts.

DO $$
BEGIN
    IF to_regrole('tracktion_read_write') IS NOT NULL THEN
        REVOKE UPDATE (max_attempts, due_at) ON jobs FROM tracktion_read_write;
    END IF;
    IF to_regrole('tracktion_worker') IS NOT NULL THEN
        REVOKE UPDATE (max_attempts) ON jobs FROM tracktion_worker;
    END IF;
END
$$;

DROP INDEX jobs_status_idx;
ALTER TABLE jobs DROP CONSTRAINT jobs_attempts_left_while_pending;
ALTER TABLE jobs ADD CONSTRAINT jobs_max_attempts_range CHECK (max_attempts BETWEEN 1 AND 100);
ALTER TABLE jobs DROP CONSTRAINT jobs_max_attempts_bounds;
DROP TRIGGER jobs_over ON jobs;
DROP TRIGGER jobs_lease_not_said ON jobs;

CREATE OR REPLACE FUNCTION job_status_may_become(from_status text, to_status text) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN (from_status, to_status) IN (
    ('pending', 'processing'),
    ('pending', 'cancelled'),
    ('processing', 'processing'),
    ('processing', 'pending'),
    ('processing', 'completed'),
    ('processing', 'failed'),
    ('processing', 'cancelled')
);

COMMENT ON FUNCTION job_status_may_become(text, text) IS
'The steps of a job; from processing to processing when a lease ran out and another worker claims it.';
COMMENT ON COLUMN jobs.status IS
'pending, processing, then completed, failed or cancelled; pending again when an attempt failed and more are left.';
COMMENT ON COLUMN jobs.max_attempts IS 'Claims after which it fails for good, 1 to 100.';
COMMENT ON COLUMN jobs.worker IS 'Who works on it, or did last; null before the first claim.';
COMMENT ON INDEX jobs_turn_idx IS 'karaoke.claim_jobs: pending jobs in their turn.';
COMMENT ON INDEX jobs_due_at_idx IS 'karaoke.get_next_claim: the pending job that is due first.';
