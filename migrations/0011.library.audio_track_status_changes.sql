-- The status machine of audio tracks, and the history of every change: who, what, when, why.
--
-- PENDING to PROCESSING, PROCESSING to COMPLETED or FAILED, FAILED to PENDING again (a retry); nothing else,
-- whoever writes. Triggers refuse and record: what an UPDATE typed in psql changes is recorded as well, and no
-- role needs the right to write history. Were it the statements that wrote history, beside a trigger for all
-- others, that trigger would have to guess what was recorded already.
--
-- depends: 0010.library.search_words

CREATE TABLE audio_track_status_changes (
    id uuid NOT NULL DEFAULT gen_random_uuid(),
    -- No foreign key: the history of a track that is removed stays.
    audio_track_id uuid NOT NULL,
    from_status text NOT NULL,
    to_status text NOT NULL,
    changed_by text NOT NULL,
    reason text,
    -- Not the start of the transaction: who waited for the one before would stand before it.
    changed_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    CONSTRAINT audio_track_status_changes_pkey PRIMARY KEY (changed_at, id),
    CONSTRAINT audio_track_status_changes_from_status_known CHECK (
        from_status IN ('PENDING', 'PROCESSING', 'COMPLETED', 'FAILED')
    ),
    CONSTRAINT audio_track_status_changes_to_status_known CHECK (
        to_status IN ('PENDING', 'PROCESSING', 'COMPLETED', 'FAILED')
    ),
    CONSTRAINT audio_track_status_changes_changed_by_length CHECK (char_length(changed_by) BETWEEN 1 AND 255),
    CONSTRAINT audio_track_status_changes_reason_length CHECK (char_length(reason) BETWEEN 1 AND 2000),
    -- An instant that Python can hold, and that lies in a month.
    CONSTRAINT audio_track_status_changes_changed_at_range CHECK (
        changed_at >= '0001-01-01 00:00:00+00' AND changed_at < '10000-01-01 00:00:00+00'
    )
) PARTITION BY RANGE (changed_at);

-- What has no month yet lands here, so that no change is ever lost or refused for want of a partition.
CREATE TABLE audio_track_status_changes_default PARTITION OF audio_track_status_changes DEFAULT;

-- First, so that the index of the whole takes it as its own, and does not make one with a longer name.
CREATE INDEX audio_track_status_changes_default_track_idx
ON audio_track_status_changes_default (audio_track_id, changed_at, id);

CREATE INDEX audio_track_status_changes_track_idx ON audio_track_status_changes (audio_track_id, changed_at, id);

COMMENT ON TABLE audio_track_status_changes IS
'Every change of an audio track''s status; append-only for all but the owner, partitioned by month of UTC.';
COMMENT ON TABLE audio_track_status_changes_default IS
'Status changes whose month has no partition; add_audio_track_status_change_partitions moves them there.';
COMMENT ON COLUMN audio_track_status_changes.audio_track_id IS 'The track, which may be removed by now.';
COMMENT ON COLUMN audio_track_status_changes.changed_by IS
'Who: as the call said, or the role that logged in where an UPDATE did not say.';
COMMENT ON COLUMN audio_track_status_changes.reason IS 'Why; the error message where to_status is FAILED.';
COMMENT ON COLUMN audio_track_status_changes.changed_at IS
'When the change was made, which is before it was committed.';
COMMENT ON INDEX audio_track_status_changes_pkey IS 'library.list_status_changes_by_time';
COMMENT ON INDEX audio_track_status_changes_track_idx IS
'library.list_status_changes, library.list_status_changes_oldest_first: of one track.';

-- Each partition has this trigger itself, because one of the whole does not fire where a partition is named directly.
-- Who has the rights of the owner could drop the trigger anyway.
CREATE FUNCTION keep_audio_track_status_changes() RETURNS trigger
LANGUAGE plpgsql
SET search_path FROM CURRENT
AS $$
BEGIN
    IF pg_has_role(
        current_user,
        (SELECT history.relowner FROM pg_class AS history WHERE history.oid = 'audio_track_status_changes'::regclass),
        'USAGE'
    ) THEN
        RETURN NULL;
    END IF;
    RAISE EXCEPTION 'the history of audio tracks is only ever added to'
        USING
            ERRCODE = 'check_violation',
            CONSTRAINT = 'audio_track_status_changes_append_only',
            TABLE = 'audio_track_status_changes';
END
$$;

COMMENT ON FUNCTION keep_audio_track_status_changes() IS
'Refuses to change or remove history, but for the owner of audio_track_status_changes.';

CREATE TRIGGER audio_track_status_changes_append_only
BEFORE UPDATE OR DELETE OR TRUNCATE ON audio_track_status_changes
FOR EACH STATEMENT
EXECUTE FUNCTION keep_audio_track_status_changes();

CREATE TRIGGER audio_track_status_changes_append_only
BEFORE UPDATE OR DELETE OR TRUNCATE ON audio_track_status_changes_default
FOR EACH STATEMENT
EXECUTE FUNCTION keep_audio_track_status_changes();

-- Of the months from this one on, and of those that rows of the default partition lie in, it makes the ones that
-- are missing. Nobody waits while none is. Otherwise the first lock is the strongest one on the whole, so that it
-- cannot deadlock with who has read or written history: writers wait for it, or it for them, and the rows that
-- came to the default partition meanwhile are moved too.
CREATE FUNCTION add_audio_track_status_change_partitions(months_ahead integer) RETURNS SETOF text
LANGUAGE plpgsql
SET search_path FROM CURRENT
SET timezone TO 'UTC'
AS $$
DECLARE
    missing CONSTANT text := $missing$
        SELECT
            wanted.month,
            'audio_track_status_changes_' || to_char(wanted.month, 'YYYY_MM') AS name
        FROM (
            SELECT date_trunc('month', now()) + ahead.months * interval '1 month'
            FROM generate_series(0, $1) AS ahead (months)
            UNION
            SELECT date_trunc('month', change.changed_at)
            FROM audio_track_status_changes_default AS change
        ) AS wanted (month)
        WHERE NOT EXISTS (
            SELECT FROM pg_class AS part
            INNER JOIN pg_class AS history ON part.relnamespace = history.relnamespace
            WHERE
                history.oid = 'audio_track_status_changes'::regclass
                AND part.relname = 'audio_track_status_changes_' || to_char(wanted.month, 'YYYY_MM')
        )
        ORDER BY wanted.month ASC
    $missing$;
    partition record;
BEGIN
    EXECUTE missing INTO partition USING months_ahead;
    IF partition.name IS NULL THEN
        RETURN;
    END IF;
    LOCK TABLE ONLY audio_track_status_changes IN ACCESS EXCLUSIVE MODE;
    FOR partition IN EXECUTE missing USING months_ahead LOOP
        EXECUTE format(
            $make$
                CREATE TABLE %1$I (LIKE audio_track_status_changes INCLUDING DEFAULTS INCLUDING CONSTRAINTS);
                WITH moved AS (
                    DELETE FROM audio_track_status_changes_default AS change
                    WHERE change.changed_at >= %5$L AND change.changed_at < %6$L
                    RETURNING
                        change.id,
                        change.audio_track_id,
                        change.from_status,
                        change.to_status,
                        change.changed_by,
                        change.reason,
                        change.changed_at
                )
                INSERT INTO %1$I (id, audio_track_id, from_status, to_status, changed_by, reason, changed_at)
                SELECT
                    moved.id,
                    moved.audio_track_id,
                    moved.from_status,
                    moved.to_status,
                    moved.changed_by,
                    moved.reason,
                    moved.changed_at
                FROM moved;
                ALTER TABLE %1$I ADD CONSTRAINT %2$I PRIMARY KEY (changed_at, id);
                CREATE INDEX %3$I ON %1$I (audio_track_id, changed_at, id);
                CREATE TRIGGER audio_track_status_changes_append_only
                BEFORE UPDATE OR DELETE OR TRUNCATE ON %1$I
                FOR EACH STATEMENT
                EXECUTE FUNCTION keep_audio_track_status_changes();
                COMMENT ON TABLE %1$I IS %4$L;
                ALTER TABLE audio_track_status_changes ATTACH PARTITION %1$I FOR VALUES FROM (%5$L) TO (%6$L);
            $make$,
            partition.name,
            partition.name || '_pkey',
            partition.name || '_track_idx',
            'Status changes of ' || to_char(partition.month, 'YYYY-MM') || ', UTC.',
            partition.month,
            partition.month + interval '1 month'
        );
        RETURN NEXT partition.name;
    END LOOP;
END
$$;

COMMENT ON FUNCTION add_audio_track_status_change_partitions(integer) IS
'Makes the partitions that are missing from this month on, so many months ahead, and moves what waits in the default
partition to its month; answers their names. Runs as the owner of audio_track_status_changes.';

-- DETACH ... CONCURRENTLY cannot run inside a function, and not at all beside a default partition: detaching
-- waits for who uses the history, for a moment, and they for it.
CREATE FUNCTION detach_audio_track_status_change_partition(month date) RETURNS text
LANGUAGE plpgsql
SET search_path FROM CURRENT
AS $$
DECLARE
    name CONSTANT text := 'audio_track_status_changes_' || to_char(month, 'YYYY_MM');
BEGIN
    IF NOT EXISTS (
        SELECT FROM pg_inherits AS link
        INNER JOIN pg_class AS part ON link.inhrelid = part.oid
        WHERE
            link.inhparent = 'audio_track_status_changes'::regclass
            AND part.relname = name
    ) THEN
        RETURN NULL;
    END IF;
    EXECUTE format('ALTER TABLE audio_track_status_changes DETACH PARTITION %I', name);
    RETURN name;
END
$$;

COMMENT ON FUNCTION detach_audio_track_status_change_partition(date) IS
'Takes the month that this day lies in out of the history and answers its table, which stays as it is, or null where
that month has no partition. Runs as the owner of audio_track_status_changes.';

-- A quarter ahead: what comes later makes its own, and what nobody made lands in the default partition.
SELECT made.name FROM add_audio_track_status_change_partitions(3) AS made (name);

-- What an UPDATE of the status tells the trigger that records it. No row keeps it.
ALTER TABLE audio_tracks ADD COLUMN status_changed_by text;
ALTER TABLE audio_tracks ADD COLUMN status_change_reason text;

-- The table came with the same release: there is next to nothing to validate.
-- squawk-ignore constraint-missing-not-valid
ALTER TABLE audio_tracks ADD CONSTRAINT audio_tracks_status_changed_by_not_kept CHECK (status_changed_by IS NULL);
-- squawk-ignore constraint-missing-not-valid
ALTER TABLE audio_tracks ADD CONSTRAINT audio_tracks_status_change_reason_not_kept CHECK (status_change_reason IS NULL);

COMMENT ON COLUMN audio_tracks.status_changed_by IS
'Only in an UPDATE of the status: who changes it, for audio_track_status_changes; never kept.';
COMMENT ON COLUMN audio_tracks.status_change_reason IS
'Only in an UPDATE of the status: why, for audio_track_status_changes; never kept.';

CREATE FUNCTION audio_track_status_may_become(from_status text, to_status text) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN (from_status, to_status) IN (
    ('PENDING', 'PROCESSING'), ('PROCESSING', 'COMPLETED'), ('PROCESSING', 'FAILED'), ('FAILED', 'PENDING')
);

COMMENT ON FUNCTION audio_track_status_may_become(text, text) IS 'The status machine of audio tracks.';

-- With the rights of its owner: who may change a track's status need not be able to write history.
CREATE FUNCTION record_audio_track_status_change() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER
SET search_path FROM CURRENT
AS $$
BEGIN
    IF OLD.status = 'FAILED' THEN
        NEW.retry_count := OLD.retry_count + 1;
        NEW.error_message := NULL;
    END IF;
    INSERT INTO audio_track_status_changes (audio_track_id, from_status, to_status, changed_by, reason)
    VALUES (
        NEW.id,
        OLD.status,
        NEW.status,
        coalesce(NEW.status_changed_by, session_user),
        coalesce(CASE WHEN NEW.status = 'FAILED' THEN NEW.error_message END, NEW.status_change_reason)
    );
    NEW.status_changed_by := NULL;
    NEW.status_change_reason := NULL;
    RETURN NEW;
END
$$;

-- What guards history looks names up among temporary tables last, where anybody could put a table of the same name.
-- ALTER FUNCTION takes no expression, hence the block; it holds in psql too, outside a transaction.
DO $$
BEGIN
    EXECUTE format(
        'ALTER FUNCTION record_audio_track_status_change() SET search_path = %s, pg_temp',
        current_setting('search_path')
    );
    EXECUTE format(
        'ALTER FUNCTION keep_audio_track_status_changes() SET search_path = %s, pg_temp',
        current_setting('search_path')
    );
END
$$;

-- Nobody else may use it as a trigger of a table of their own, to have it write what never was.
REVOKE EXECUTE ON FUNCTION record_audio_track_status_change() FROM PUBLIC;

COMMENT ON FUNCTION record_audio_track_status_change() IS
'Adds a change of status to the history; a retry is counted, and the error message cleared.';

CREATE TRIGGER audio_tracks_record_status_change
BEFORE UPDATE OF status ON audio_tracks
FOR EACH ROW
WHEN (audio_track_status_may_become(OLD.status, NEW.status))
EXECUTE FUNCTION record_audio_track_status_change();

-- One trigger for each status that a track may be in: its name is what the one who is refused is told. Of two
-- workers at once the second waits for the first, then sees its row and is refused here: setting the status to
-- what it is already counts as a change, and none of those is allowed.
CREATE FUNCTION refuse_audio_track_status() RETURNS trigger
LANGUAGE plpgsql
SET search_path FROM CURRENT
AS $$
BEGIN
    RAISE EXCEPTION 'an audio track that is % does not become %', OLD.status, NEW.status
        USING
            ERRCODE = 'check_violation',
            CONSTRAINT = TG_NAME,
            COLUMN = 'status',
            TABLE = 'audio_tracks';
END
$$;

COMMENT ON FUNCTION refuse_audio_track_status() IS
'Refuses a change of status with the name of the trigger, which says what the track was.';

CREATE TRIGGER audio_tracks_status_is_pending
BEFORE UPDATE OF status ON audio_tracks
FOR EACH ROW
WHEN (OLD.status = 'PENDING' AND NOT audio_track_status_may_become(OLD.status, NEW.status))
EXECUTE FUNCTION refuse_audio_track_status();

CREATE TRIGGER audio_tracks_status_is_processing
BEFORE UPDATE OF status ON audio_tracks
FOR EACH ROW
WHEN (OLD.status = 'PROCESSING' AND NOT audio_track_status_may_become(OLD.status, NEW.status))
EXECUTE FUNCTION refuse_audio_track_status();

CREATE TRIGGER audio_tracks_status_is_completed
BEFORE UPDATE OF status ON audio_tracks
FOR EACH ROW
WHEN (OLD.status = 'COMPLETED' AND NOT audio_track_status_may_become(OLD.status, NEW.status))
EXECUTE FUNCTION refuse_audio_track_status();

CREATE TRIGGER audio_tracks_status_is_failed
BEFORE UPDATE OF status ON audio_tracks
FOR EACH ROW
WHEN (OLD.status = 'FAILED' AND NOT audio_track_status_may_become(OLD.status, NEW.status))
EXECUTE FUNCTION refuse_audio_track_status();
