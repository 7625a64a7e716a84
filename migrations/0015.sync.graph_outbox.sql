-- What the graph must be told: keys of what changed, written by triggers in the transaction of the change.
--
-- Keys only: the worker reads the state of the day. So a row too many is harmless, and the order of rows means nothing.
-- There is no second index on purpose, and no merging of rows: writers never wait for each other, or for the worker.
--
-- depends: 0014.library.search_queries

CREATE TABLE graph_outbox (
    id bigint NOT NULL GENERATED ALWAYS AS IDENTITY,
    kind text NOT NULL,
    key text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    CONSTRAINT graph_outbox_pkey PRIMARY KEY (id)
)
-- Each row lives for a moment: what is dead must go soon, or every claim walks over it.
WITH (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000, autovacuum_vacuum_cost_delay = 0);

COMMENT ON TABLE graph_outbox IS
'What changed and is not in the graph yet: triggers write it, sync.claim_changes takes it.';
COMMENT ON COLUMN graph_outbox.id IS 'Given out before the commit: no order of changes, and nothing to resume from.';
COMMENT ON COLUMN graph_outbox.kind IS
'recording or tracklist; artist, genre or track where what the graph counts by itself is counted again.';
COMMENT ON COLUMN graph_outbox.key IS 'The uid of its node in the graph.';
COMMENT ON COLUMN graph_outbox.created_at IS 'When the change was made, before its commit.';

COMMENT ON INDEX graph_outbox_pkey IS
'sync.claim_changes, sync.claim_more_changes, sync.acknowledge_changes, sync.get_graph_lag, sync.get_unsynced';

CREATE TABLE graph_failures (
    id uuid NOT NULL DEFAULT gen_random_uuid(),
    kind text NOT NULL,
    key text NOT NULL,
    attempts integer NOT NULL DEFAULT 1,
    next_at timestamptz,
    error_code text NOT NULL,
    reason text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT graph_failures_pkey PRIMARY KEY (id),
    CONSTRAINT graph_failures_key_kind_unique UNIQUE (key, kind),
    CONSTRAINT graph_failures_attempts_positive CHECK (attempts > 0)
);

CREATE INDEX graph_failures_next_at_idx ON graph_failures (next_at, id);

CREATE INDEX graph_failures_created_at_idx ON graph_failures (created_at, id);

CREATE TRIGGER graph_failures_set_updated_at
BEFORE UPDATE ON graph_failures
FOR EACH ROW
WHEN (OLD.* IS DISTINCT FROM NEW.*)
EXECUTE FUNCTION set_updated_at();

COMMENT ON TABLE graph_failures IS
'What the graph refused, each once: to be tried again, or given up (a dead letter) until it changes or is requeued.';
COMMENT ON COLUMN graph_failures.next_at IS 'When it is tried again; null for a dead letter.';
COMMENT ON COLUMN graph_failures.error_code IS 'The stable code of the last error.';
COMMENT ON COLUMN graph_failures.reason IS 'What was wrong, without values.';

COMMENT ON INDEX graph_failures_pkey IS 'sync.list_failures: the key of its rows.';
COMMENT ON INDEX graph_failures_key_kind_unique IS 'sync.add_failures, sync.remove_failures, sync.get_unsynced';
COMMENT ON INDEX graph_failures_next_at_idx IS 'sync.retry_due_failures, sync.requeue_all_dead_letters';
COMMENT ON INDEX graph_failures_created_at_idx IS 'sync.list_failures: the oldest first, page by page.';

-- One row. The token is a row and not a sequence, and drawn in a transaction of its own that is committed before
-- anything is read: a token that a rollback takes back would be given out twice.
CREATE TABLE graph_fence (
    name text NOT NULL DEFAULT 'graph',
    epoch uuid NOT NULL DEFAULT gen_random_uuid(),
    token bigint NOT NULL DEFAULT 0,
    acknowledged_token bigint NOT NULL DEFAULT 0,
    acknowledged_at timestamptz,
    failing_since timestamptz,
    failure text,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT graph_fence_pkey PRIMARY KEY (name),
    CONSTRAINT graph_fence_one_row CHECK (name = 'graph'),
    CONSTRAINT graph_fence_token_order CHECK (acknowledged_token BETWEEN 0 AND token)
);

CREATE TRIGGER graph_fence_set_updated_at
BEFORE UPDATE ON graph_fence
FOR EACH ROW
WHEN (OLD.* IS DISTINCT FROM NEW.*)
EXECUTE FUNCTION set_updated_at();

INSERT INTO graph_fence DEFAULT VALUES;

COMMENT ON TABLE graph_fence IS 'Which graph belongs to this database, and how far it is: one row.';
COMMENT ON COLUMN graph_fence.name IS 'graph: there is only this row.';
COMMENT ON COLUMN graph_fence.epoch IS 'Stands in the graph as well; a rebuild draws a new one.';
COMMENT ON COLUMN graph_fence.token IS
'The last one drawn; each batch has its own, and the graph takes none below its last.';
COMMENT ON COLUMN graph_fence.acknowledged_token IS
'Of the last batch that was done; a graph below it was restored or swapped.';
COMMENT ON COLUMN graph_fence.acknowledged_at IS 'When the last batch was done; null before the first.';
COMMENT ON COLUMN graph_fence.failing_since IS 'When the graph stopped taking batches; null while it takes them.';
COMMENT ON COLUMN graph_fence.failure IS 'Why it takes none, without values; null while it takes them.';

COMMENT ON INDEX graph_fence_pkey IS
'sync.draw_token, sync.get_fence, sync.acknowledge_token, sync.note_failing, sync.renew_epoch, sync.get_graph_lag';

CREATE TABLE graph_rebuilds (
    id uuid NOT NULL DEFAULT gen_random_uuid(),
    phase text NOT NULL DEFAULT 'wipe',
    after_id uuid,
    enqueued bigint NOT NULL DEFAULT 0,
    total bigint NOT NULL,
    finished_at timestamptz,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT graph_rebuilds_pkey PRIMARY KEY (id),
    CONSTRAINT graph_rebuilds_phase_known CHECK (phase IN ('wipe', 'recordings', 'tracklists', 'done')),
    CONSTRAINT graph_rebuilds_counts_not_negative CHECK (enqueued >= 0 AND total >= 0)
);

CREATE UNIQUE INDEX graph_rebuilds_one_unfinished ON graph_rebuilds ((true)) WHERE finished_at IS NULL;

CREATE TRIGGER graph_rebuilds_set_updated_at
BEFORE UPDATE ON graph_rebuilds
FOR EACH ROW
WHEN (OLD.* IS DISTINCT FROM NEW.*)
EXECUTE FUNCTION set_updated_at();

COMMENT ON TABLE graph_rebuilds IS 'How far each rebuild of the graph is, so that it goes on where it was stopped.';
COMMENT ON COLUMN graph_rebuilds.phase IS 'What is being done: wipe, recordings, tracklists, done.';
COMMENT ON COLUMN graph_rebuilds.after_id IS 'The last one of the phase that is in the outbox; null before the first.';
COMMENT ON COLUMN graph_rebuilds.enqueued IS 'How many were put into the outbox.';
COMMENT ON COLUMN graph_rebuilds.total IS 'How many there were when it began.';

COMMENT ON INDEX graph_rebuilds_pkey IS 'sync.advance_rebuild';
COMMENT ON INDEX graph_rebuilds_one_unfinished IS 'sync.start_rebuild, sync.get_rebuild';

-- TRUNCATE removes rows that a transaction of one snapshot does not show, so nobody could tell the graph of them.
CREATE FUNCTION require_truncate_sees_all() RETURNS void
LANGUAGE plpgsql STABLE
SET search_path FROM CURRENT
AS $$
BEGIN
    IF current_setting('transaction_isolation') IN ('repeatable read', 'serializable') THEN
        RAISE EXCEPTION 'TRUNCATE also removes rows that this transaction does not see: use READ COMMITTED'
            USING ERRCODE = 'feature_not_supported';
    END IF;
END
$$;

COMMENT ON FUNCTION require_truncate_sees_all() IS 'Refuses TRUNCATE in a transaction of one snapshot.';

-- A transition table is read alone, into an array, and the outbox written after it: the form that also runs where a
-- table is spread over servers. UPDATE looks at the keys of before as well: a row may have moved to another parent.
-- TRUNCATE removes what a snapshot does not show, so nobody could be told of it: refused there.
CREATE FUNCTION recordings_to_graph() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER
SET search_path FROM CURRENT
AS $$
DECLARE
    keys uuid[];
BEGIN
    IF TG_OP = 'TRUNCATE' THEN
        PERFORM require_truncate_sees_all();
        keys := (SELECT array_agg(recording.id) FROM recordings AS recording);
    ELSIF TG_OP = 'UPDATE' THEN
        keys := (
            SELECT array_agg(moved.id)
            FROM (SELECT changed.id FROM changed UNION SELECT before.id FROM before) AS moved
        );
    ELSE
        keys := (SELECT array_agg(changed.id) FROM changed);
    END IF;
    INSERT INTO graph_outbox (kind, key)
    SELECT
        'recording',
        item.key::text
    FROM unnest(keys) AS item (key);
    RETURN NULL;
END
$$;

COMMENT ON FUNCTION recordings_to_graph() IS 'Tells the graph which recordings a statement wrote.';

CREATE FUNCTION metadata_to_graph() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER
SET search_path FROM CURRENT
AS $$
DECLARE
    keys uuid[];
BEGIN
    IF TG_OP = 'TRUNCATE' THEN
        PERFORM require_truncate_sees_all();
        keys := (SELECT array_agg(DISTINCT entry.recording_id) FROM metadata AS entry);
    ELSIF TG_OP = 'UPDATE' THEN
        keys := (
            SELECT array_agg(moved.recording_id)
            FROM (SELECT changed.recording_id FROM changed UNION SELECT before.recording_id FROM before) AS moved
        );
    ELSE
        keys := (SELECT array_agg(DISTINCT changed.recording_id) FROM changed);
    END IF;
    INSERT INTO graph_outbox (kind, key)
    SELECT
        'recording',
        item.key::text
    FROM unnest(keys) AS item (key);
    RETURN NULL;
END
$$;

COMMENT ON FUNCTION metadata_to_graph() IS 'Tells the graph of which recordings a statement wrote metadata.';

CREATE FUNCTION tracklists_to_graph() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER
SET search_path FROM CURRENT
AS $$
DECLARE
    keys uuid[];
BEGIN
    IF TG_OP = 'TRUNCATE' THEN
        PERFORM require_truncate_sees_all();
        keys := (SELECT array_agg(tracklist.id) FROM tracklists AS tracklist);
    ELSIF TG_OP = 'UPDATE' THEN
        keys := (
            SELECT array_agg(moved.id)
            FROM (SELECT changed.id FROM changed UNION SELECT before.id FROM before) AS moved
        );
    ELSE
        keys := (SELECT array_agg(changed.id) FROM changed);
    END IF;
    INSERT INTO graph_outbox (kind, key)
    SELECT
        'tracklist',
        item.key::text
    FROM unnest(keys) AS item (key);
    RETURN NULL;
END
$$;

COMMENT ON FUNCTION tracklists_to_graph() IS 'Tells the graph which tracklists a statement wrote.';

CREATE TRIGGER recordings_insert_to_graph
AFTER INSERT ON recordings
REFERENCING NEW TABLE AS changed
FOR EACH STATEMENT
EXECUTE FUNCTION recordings_to_graph();

CREATE TRIGGER recordings_update_to_graph
AFTER UPDATE ON recordings
REFERENCING OLD TABLE AS before NEW TABLE AS changed
FOR EACH STATEMENT
EXECUTE FUNCTION recordings_to_graph();

CREATE TRIGGER recordings_delete_to_graph
AFTER DELETE ON recordings
REFERENCING OLD TABLE AS changed
FOR EACH STATEMENT
EXECUTE FUNCTION recordings_to_graph();

CREATE TRIGGER recordings_truncate_to_graph
BEFORE TRUNCATE ON recordings
FOR EACH STATEMENT
EXECUTE FUNCTION recordings_to_graph();

CREATE TRIGGER metadata_insert_to_graph
AFTER INSERT ON metadata
REFERENCING NEW TABLE AS changed
FOR EACH STATEMENT
EXECUTE FUNCTION metadata_to_graph();

CREATE TRIGGER metadata_update_to_graph
AFTER UPDATE ON metadata
REFERENCING OLD TABLE AS before NEW TABLE AS changed
FOR EACH STATEMENT
EXECUTE FUNCTION metadata_to_graph();

CREATE TRIGGER metadata_delete_to_graph
AFTER DELETE ON metadata
REFERENCING OLD TABLE AS changed
FOR EACH STATEMENT
EXECUTE FUNCTION metadata_to_graph();

CREATE TRIGGER metadata_truncate_to_graph
BEFORE TRUNCATE ON metadata
FOR EACH STATEMENT
EXECUTE FUNCTION metadata_to_graph();

CREATE TRIGGER tracklists_insert_to_graph
AFTER INSERT ON tracklists
REFERENCING NEW TABLE AS changed
FOR EACH STATEMENT
EXECUTE FUNCTION tracklists_to_graph();

CREATE TRIGGER tracklists_update_to_graph
AFTER UPDATE ON tracklists
REFERENCING OLD TABLE AS before NEW TABLE AS changed
FOR EACH STATEMENT
EXECUTE FUNCTION tracklists_to_graph();

CREATE TRIGGER tracklists_delete_to_graph
AFTER DELETE ON tracklists
REFERENCING OLD TABLE AS changed
FOR EACH STATEMENT
EXECUTE FUNCTION tracklists_to_graph();

CREATE TRIGGER tracklists_truncate_to_graph
BEFORE TRUNCATE ON tracklists
FOR EACH STATEMENT
EXECUTE FUNCTION tracklists_to_graph();

-- Functions with rights of their own look names up among temporary tables last, where anybody could put a table of the
-- same name. ALTER FUNCTION takes no expression, hence the block.
DO $$
DECLARE
    path text := current_setting('search_path');
BEGIN
    EXECUTE format('ALTER FUNCTION recordings_to_graph() SET search_path = %s, pg_temp', path);
    EXECUTE format('ALTER FUNCTION metadata_to_graph() SET search_path = %s, pg_temp', path);
    EXECUTE format('ALTER FUNCTION tracklists_to_graph() SET search_path = %s, pg_temp', path);
END
$$;

-- What is there already: the graph is told once, like of any change.
INSERT INTO graph_outbox (kind, key)
SELECT
    'recording',
    recording.id::text
FROM recordings AS recording;

INSERT INTO graph_outbox (kind, key)
SELECT
    'tracklist',
    tracklist.id::text
FROM tracklists AS tracklist;
