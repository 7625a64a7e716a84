-- Jobs: what is processed or over is kept from whoever does not hold it; jobs are started again and handed back.
--
-- 0019 asked only who said an attempt whether it is held. Now whoever says none is refused as well, but for what others
-- may do: cancel a job, and take or hand back one whose lease ran out. These are rules against mistakes, not against
-- intent: an operator who must change a job that is processed says its attempt (held_attempt = attempts).
--
-- Jobs are few, remove_finished_jobs keeps them so: to read them all once, locked, takes a moment.
-- squawk-ignore-file constraint-missing-not-valid, require-concurrent-index-creation
--
-- depends: 0026.accounts.email_format

CREATE OR REPLACE FUNCTION job_status_may_become(from_status text, to_status text) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN (from_status, to_status) IN (
    ('pending', 'processing'),
    ('pending', 'cancelled'),
    ('processing', 'processing'),
    ('processing', 'pending'),
    ('processing', 'completed'),
    ('processing', 'failed'),
    ('processing', 'cancelled'),
    ('failed', 'pending'),
    ('cancelled', 'pending')
);

COMMENT ON FUNCTION job_status_may_become(text, text) IS
'The steps of a job; from processing to processing when a lease ran out and another worker claims it, from failed or
cancelled to pending when it is started again.';

-- The names of triggers say when they fire: those of an attempt that is said (jobs_lease_cancelled and so on) look at
-- rows that this one leaves alone, and all of them come before the one of what is over.
CREATE TRIGGER jobs_lease_not_said
BEFORE UPDATE ON jobs
FOR EACH ROW
WHEN (
    OLD.status = 'processing'
    AND NEW.held_attempt IS NULL
    AND NEW.status <> 'cancelled'
    -- A claim takes an attempt. What is claimed by nobody any more is handed back, or has failed.
    AND NOT (
        OLD.lease_expires_at <= statement_timestamp()
        AND (NEW.attempts <> OLD.attempts OR NEW.status IN ('pending', 'failed'))
    )
)
EXECUTE FUNCTION refuse_job_change(
    'while it is processed only who says the attempt that holds the lease changes it; others may cancel it',
    'held_attempt'
);

CREATE TRIGGER jobs_over
BEFORE UPDATE ON jobs
FOR EACH ROW
WHEN (
    OLD.status IN ('completed', 'failed', 'cancelled')
    AND NOT (OLD.status <> 'completed' AND NEW.status = 'pending')
)
EXECUTE FUNCTION refuse_job_change('the job is over', 'status');

-- An attempt is a lease for ever: what is started again or handed back gets further attempts, and none anew. So the
-- maximum grows with them.
ALTER TABLE jobs ADD CONSTRAINT jobs_max_attempts_bounds CHECK (max_attempts BETWEEN 1 AND 1000000);

-- squawk-ignore ban-drop-constraint
ALTER TABLE jobs DROP CONSTRAINT jobs_max_attempts_range;

-- Else a claim would be refused, with all other jobs of it.
ALTER TABLE jobs
ADD CONSTRAINT jobs_attempts_left_while_pending CHECK (status <> 'pending' OR attempts < max_attempts);

-- Of a collation of its own, so that it serves nothing but the list: where the planner believes that few jobs wait, a
-- claim would read all of them by it, and sort.
CREATE INDEX jobs_status_idx ON jobs (status COLLATE "C", created_at, id);

COMMENT ON COLUMN jobs.status IS
'pending, processing, then completed, failed or cancelled; pending again when an attempt failed and more are left, when
it was handed back, or when it is started again.';
COMMENT ON COLUMN jobs.max_attempts IS
'The number of the attempt after which it fails for good; grows when it is handed back or started again.';
COMMENT ON COLUMN jobs.worker IS
'Who works on it, or did last, also while it is pending again; null before the first claim.';

COMMENT ON INDEX jobs_turn_idx IS
'karaoke.claim_jobs: pending jobs in their turn, where more are due than are looked at one by one.';
COMMENT ON INDEX jobs_due_at_idx IS 'karaoke.claim_jobs, karaoke.get_next_claim: the pending jobs that are due first.';
COMMENT ON INDEX jobs_status_idx IS 'karaoke.list_jobs_by_status: newest first, read backwards.';

DO $$
BEGIN
    IF to_regrole('tracktion_read_write') IS NOT NULL THEN
        GRANT UPDATE (max_attempts, due_at) ON jobs TO tracktion_read_write;
    END IF;
    IF to_regrole('tracktion_worker') IS NOT NULL THEN
        GRANT UPDATE (max_attempts) ON jobs TO tracktion_worker;
    END IF;
END
$$;
