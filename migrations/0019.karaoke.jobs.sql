-- Jobs: what is to be done with songs, and a queue that hands each of them to one worker at a time.
--
-- A worker that claims a job has a lease on it: the number of the attempt, until a moment that the worker moves on
-- while it is alive. Who holds no lease any more is refused by the triggers here, whatever it writes.
--
-- depends: 0018.karaoke.songs

CREATE TABLE jobs (
    id uuid NOT NULL DEFAULT gen_random_uuid(),
    song_id uuid NOT NULL,
    status text NOT NULL DEFAULT 'pending',
    progress integer NOT NULL DEFAULT 0,
    message text,
    priority integer NOT NULL DEFAULT 0,
    attempts integer NOT NULL DEFAULT 0,
    max_attempts integer NOT NULL DEFAULT 5,
    due_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    worker text,
    lease_expires_at timestamptz,
    error_message text,
    finished_at timestamptz,
    -- What an UPDATE by a worker tells the triggers. No row keeps it.
    held_attempt integer,
    -- Not the start of the transaction: jobs that are added together keep their order.
    created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    updated_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    -- One column to sort by, so that nobody starves: a priority is worth a minute, and every job grows older. By way of
    -- UTC, because a sum with a time zone in it may not be stored.
    turn timestamptz NOT NULL
    GENERATED ALWAYS AS ((due_at AT TIME ZONE 'UTC' - priority * interval '1 minute') AT TIME ZONE 'UTC') STORED,
    CONSTRAINT jobs_pkey PRIMARY KEY (id),
    CONSTRAINT jobs_song_id_fkey FOREIGN KEY (song_id) REFERENCES songs (id) ON DELETE CASCADE,
    CONSTRAINT jobs_status_known CHECK (status IN ('pending', 'processing', 'completed', 'failed', 'cancelled')),
    CONSTRAINT jobs_progress_range CHECK (progress BETWEEN 0 AND 100),
    CONSTRAINT jobs_message_length CHECK (char_length(message) BETWEEN 1 AND 2000),
    CONSTRAINT jobs_priority_range CHECK (priority BETWEEN -100 AND 100),
    CONSTRAINT jobs_attempts_range CHECK (attempts BETWEEN 0 AND max_attempts),
    CONSTRAINT jobs_max_attempts_range CHECK (max_attempts BETWEEN 1 AND 100),
    -- Instants that Python can hold.
    CONSTRAINT jobs_due_at_range CHECK (
        due_at >= '0001-01-01 00:00:00+00' AND due_at < '10000-01-01 00:00:00+00'
    ),
    CONSTRAINT jobs_worker_length CHECK (char_length(worker) BETWEEN 1 AND 255),
    CONSTRAINT jobs_worker_while_processing CHECK (status <> 'processing' OR worker IS NOT NULL),
    CONSTRAINT jobs_lease_while_processing CHECK ((status = 'processing') = (lease_expires_at IS NOT NULL)),
    CONSTRAINT jobs_lease_expires_at_range CHECK (
        lease_expires_at >= '0001-01-01 00:00:00+00' AND lease_expires_at < '10000-01-01 00:00:00+00'
    ),
    CONSTRAINT jobs_error_message_length CHECK (char_length(error_message) BETWEEN 1 AND 2000),
    CONSTRAINT jobs_error_message_when_failed CHECK (status <> 'failed' OR error_message IS NOT NULL),
    CONSTRAINT jobs_finished_at_when_over CHECK (
        (status IN ('completed', 'failed', 'cancelled')) = (finished_at IS NOT NULL)
    ),
    CONSTRAINT jobs_finished_at_range CHECK (
        finished_at >= '0001-01-01 00:00:00+00' AND finished_at < '10000-01-01 00:00:00+00'
    ),
    CONSTRAINT jobs_held_attempt_not_kept CHECK (held_attempt IS NULL)
)
-- Most rows are written five times in a minute: what is dead must go soon, or a claim walks over it.
WITH (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 1000, autovacuum_vacuum_cost_delay = 0);

-- Partial, all of them: jobs that are over are in none that a claim reads, however many there are.
CREATE INDEX jobs_turn_idx ON jobs (turn, due_at, id) WHERE status = 'pending';

CREATE INDEX jobs_due_at_idx ON jobs (due_at, id) WHERE status = 'pending';

CREATE INDEX jobs_lease_expires_at_idx ON jobs (lease_expires_at, id) WHERE status = 'processing';

CREATE INDEX jobs_finished_at_idx ON jobs (finished_at, id) WHERE finished_at IS NOT NULL;

CREATE INDEX jobs_song_id_idx ON jobs (song_id, created_at, id);

CREATE FUNCTION job_status_may_become(from_status text, to_status text) RETURNS boolean
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

CREATE FUNCTION job_lease(
    status text, attempts integer, lease_expires_at timestamptz, held_attempt integer, instant timestamptz
) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE
    WHEN status IS NULL THEN 'not_found'
    WHEN status = 'cancelled' THEN 'cancelled'
    WHEN status IN ('completed', 'failed') THEN 'over'
    WHEN status = 'pending' OR attempts <> held_attempt THEN 'passed_on'
    WHEN lease_expires_at <= instant THEN 'ran_out'
    ELSE 'held'
END;

COMMENT ON FUNCTION job_lease(text, integer, timestamptz, integer, timestamptz) IS
'What became at this instant of the lease that was given with this attempt (the fourth) on a job (the first three):
held, or why not.';

-- Between half of it and all of it, told by the job and the attempt: jobs that failed together do not come back
-- together, and a statement that writes needs no random number.
CREATE FUNCTION job_retry_delay(job_id uuid, attempts integer) RETURNS interval
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN least(3600, 5 * 2 ^ least(attempts - 1, 20))
* (1 - (hashtextextended(job_id::text, attempts) & 1023) / 2048.0)
* interval '1 second';

COMMENT ON FUNCTION job_retry_delay(uuid, integer) IS
'How long a job waits after its n-th attempt failed: 5 seconds, doubled with each attempt, at most an hour; less up to
half of it.';

-- One trigger for each reason: its name is what the one who is refused is told.
CREATE FUNCTION refuse_job_change() RETURNS trigger
LANGUAGE plpgsql
SET search_path FROM CURRENT
AS $$
BEGIN
    RAISE EXCEPTION 'a job refused: %', TG_ARGV[0]
        USING
            ERRCODE = 'check_violation',
            CONSTRAINT = TG_NAME,
            COLUMN = TG_ARGV[1],
            TABLE = 'jobs';
END
$$;

COMMENT ON FUNCTION refuse_job_change() IS
'Refuses a change of a job with the name of the trigger, which is the rule; its arguments are the rule in words and the
column.';

CREATE TRIGGER jobs_lease_cancelled
BEFORE UPDATE OF held_attempt ON jobs
FOR EACH ROW
WHEN (
    NEW.held_attempt IS NOT NULL
    AND job_lease(OLD.status, OLD.attempts, OLD.lease_expires_at, NEW.held_attempt, statement_timestamp())
    = 'cancelled'
)
EXECUTE FUNCTION refuse_job_change('the job was cancelled', 'status');

CREATE TRIGGER jobs_lease_over
BEFORE UPDATE OF held_attempt ON jobs
FOR EACH ROW
WHEN (
    NEW.held_attempt IS NOT NULL
    AND job_lease(OLD.status, OLD.attempts, OLD.lease_expires_at, NEW.held_attempt, statement_timestamp()) = 'over'
)
EXECUTE FUNCTION refuse_job_change('the job has completed or failed', 'status');

CREATE TRIGGER jobs_lease_passed_on
BEFORE UPDATE OF held_attempt ON jobs
FOR EACH ROW
WHEN (
    NEW.held_attempt IS NOT NULL
    AND job_lease(OLD.status, OLD.attempts, OLD.lease_expires_at, NEW.held_attempt, statement_timestamp())
    = 'passed_on'
)
EXECUTE FUNCTION refuse_job_change('the job was handed back, or to another worker', 'attempts');

CREATE TRIGGER jobs_lease_ran_out
BEFORE UPDATE OF held_attempt ON jobs
FOR EACH ROW
WHEN (
    NEW.held_attempt IS NOT NULL
    AND job_lease(OLD.status, OLD.attempts, OLD.lease_expires_at, NEW.held_attempt, statement_timestamp()) = 'ran_out'
)
EXECUTE FUNCTION refuse_job_change('the lease ran out', 'lease_expires_at');

-- Setting the status to what it is already counts as a step; so does taking an attempt. Fires after those above, by its
-- name: who holds no lease is told so.
CREATE TRIGGER jobs_status_transition
BEFORE UPDATE OF status, attempts ON jobs
FOR EACH ROW
WHEN (
    NOT job_status_may_become(OLD.status, NEW.status)
    OR NEW.attempts <> OLD.attempts + (NEW.status = 'processing')::integer
    OR (OLD.status = 'processing' AND NEW.status = 'processing' AND OLD.lease_expires_at > statement_timestamp())
)
EXECUTE FUNCTION refuse_job_change(
    'from pending it is claimed or cancelled; from processing it ends, is handed back or, its lease run out, claimed',
    'status'
);

CREATE TRIGGER jobs_progress_not_backwards
BEFORE UPDATE OF progress ON jobs
FOR EACH ROW
WHEN (NEW.progress < OLD.progress)
EXECUTE FUNCTION refuse_job_change('progress never goes backwards', 'progress');

CREATE TRIGGER jobs_progress_by_holder
BEFORE UPDATE OF progress ON jobs
FOR EACH ROW
WHEN (NEW.progress <> OLD.progress AND NEW.held_attempt IS NULL)
EXECUTE FUNCTION refuse_job_change('only who says the attempt that holds the lease writes progress', 'progress');

CREATE FUNCTION forget_held_attempt() RETURNS trigger
LANGUAGE plpgsql
SET search_path FROM CURRENT
AS $$
BEGIN
    NEW.held_attempt := NULL;
    RETURN NEW;
END
$$;

COMMENT ON FUNCTION forget_held_attempt() IS 'Forgets who wrote a job, once the other triggers have looked at it.';

-- The last one by its name: triggers fire in that order.
CREATE TRIGGER jobs_write_forgets_held_attempt
BEFORE UPDATE OF held_attempt ON jobs
FOR EACH ROW
WHEN (NEW.held_attempt IS NOT NULL)
EXECUTE FUNCTION forget_held_attempt();

CREATE TRIGGER jobs_set_updated_at
BEFORE UPDATE ON jobs
FOR EACH ROW
-- column by column: the generated one is not computed yet
WHEN (
    (
        OLD.song_id, OLD.status, OLD.progress, OLD.message, OLD.priority, OLD.attempts, OLD.max_attempts, OLD.due_at,
        OLD.worker, OLD.lease_expires_at, OLD.error_message, OLD.finished_at, OLD.created_at
    ) IS DISTINCT FROM (
        NEW.song_id, NEW.status, NEW.progress, NEW.message, NEW.priority, NEW.attempts, NEW.max_attempts, NEW.due_at,
        NEW.worker, NEW.lease_expires_at, NEW.error_message, NEW.finished_at, NEW.created_at
    )
)
EXECUTE FUNCTION set_updated_at();

-- A channel belongs to the whole database, a queue to its schema. A channel has at most 63 bytes, as a schema has.
CREATE FUNCTION job_channel() RETURNS text
LANGUAGE sql STABLE
SET search_path FROM CURRENT
RETURN 'jobs.'
|| CASE WHEN octet_length(current_schema()) > 58 THEN md5(current_schema()) ELSE coalesce(current_schema(), '') END;

COMMENT ON FUNCTION job_channel() IS 'Where waiting workers of this schema listen for jobs.';

CREATE FUNCTION tell_of_jobs() RETURNS trigger
LANGUAGE plpgsql
SET search_path FROM CURRENT
AS $$
BEGIN
    PERFORM pg_notify(job_channel(), '');
    RETURN NULL;
END
$$;

COMMENT ON FUNCTION tell_of_jobs() IS 'Wakes the workers that wait, once the transaction is committed.';

CREATE TRIGGER jobs_tell_of_added
AFTER INSERT ON jobs
FOR EACH STATEMENT
EXECUTE FUNCTION tell_of_jobs();

-- A transaction tells once, however many rows there are. Claims and finishes tell nothing: commits that tell wait for
-- each other.
CREATE TRIGGER jobs_tell_of_pending
AFTER UPDATE OF status, due_at, priority ON jobs
FOR EACH ROW
WHEN (NEW.status = 'pending')
EXECUTE FUNCTION tell_of_jobs();

COMMENT ON TABLE jobs IS 'What is to be done with songs: a queue, and what became of it.';
COMMENT ON COLUMN jobs.status IS
'pending, processing, then completed, failed or cancelled; pending again when an attempt failed and more are left.';
COMMENT ON COLUMN jobs.progress IS 'Percent, 0 to 100; never goes backwards, whatever the number of attempts.';
COMMENT ON COLUMN jobs.message IS 'What is being done, for people.';
COMMENT ON COLUMN jobs.priority IS 'Minutes of head start, -100 to 100.';
COMMENT ON COLUMN jobs.attempts IS 'How often it was claimed; the last one names the lease.';
COMMENT ON COLUMN jobs.max_attempts IS 'Claims after which it fails for good, 1 to 100.';
COMMENT ON COLUMN jobs.due_at IS 'Not claimed before; after a failed attempt, when the next one may begin.';
COMMENT ON COLUMN jobs.worker IS 'Who works on it, or did last; null before the first claim.';
COMMENT ON COLUMN jobs.lease_expires_at IS
'When others may claim it, unless its worker says that it lives; only while processing.';
COMMENT ON COLUMN jobs.error_message IS 'Why the last attempt that failed did; null if none did.';
COMMENT ON COLUMN jobs.finished_at IS 'When it completed, failed for good or was cancelled.';
COMMENT ON COLUMN jobs.held_attempt IS
'Only in an UPDATE by a worker: the attempt of its lease, for the triggers that refuse it; never kept.';
COMMENT ON COLUMN jobs.turn IS 'due_at less the head start: the order of claims.';

COMMENT ON INDEX jobs_pkey IS
'karaoke.get_job, karaoke.claim_jobs, karaoke.extend_leases, karaoke.finish_jobs and all that write one job';
COMMENT ON INDEX jobs_turn_idx IS 'karaoke.claim_jobs: pending jobs in their turn.';
COMMENT ON INDEX jobs_due_at_idx IS 'karaoke.get_next_claim: the pending job that is due first.';
COMMENT ON INDEX jobs_lease_expires_at_idx IS 'karaoke.claim_jobs, karaoke.get_next_claim: the lease that ends first.';
COMMENT ON INDEX jobs_finished_at_idx IS 'karaoke.remove_finished_jobs: the oldest first.';
COMMENT ON INDEX jobs_song_id_idx IS
'karaoke.list_jobs_by_song, karaoke.list_songs_with_latest_job: newest first, read backwards; the foreign key.';
