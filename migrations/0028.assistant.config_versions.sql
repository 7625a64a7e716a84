-- No version of a setting comes again, not even where it is removed and added anew.
--
-- Whoever changes it only if it has the version that they read must not change another one.
--
-- depends: 0027.karaoke.later_jobs

-- A removal had the number of the change before it, and what was added anew began at 1.
ALTER TABLE config DISABLE TRIGGER USER;

UPDATE config_changes AS change
SET version = counted.version
FROM (
    SELECT
        former.id,
        row_number() OVER (PARTITION BY former.key ORDER BY former.changed_at, former.id)
        -- where somebody removed the beginning of the history, it goes on from where it was
        + greatest(0, greatest(kept.version, kept.greatest_version) - kept.changes) AS version
    FROM config_changes AS former
    INNER JOIN (
        SELECT
            change.key,
            count(*) AS changes,
            max(change.version) AS greatest_version,
            (
                SELECT setting.version FROM config AS setting
                WHERE setting.key = change.key
            ) AS version
        FROM config_changes AS change
        GROUP BY change.key
    ) AS kept ON former.key = kept.key
) AS counted
WHERE change.id = counted.id AND change.version <> counted.version;

UPDATE config AS setting
SET version = counted.version
FROM (
    SELECT
        change.key,
        max(change.version) AS version
    FROM config_changes AS change
    GROUP BY change.key
) AS counted
WHERE setting.key = counted.key AND setting.version <> counted.version;

ALTER TABLE config ENABLE TRIGGER USER;

-- Writers wait: they must not count on from the old numbers.
-- squawk-ignore require-concurrent-index-creation
CREATE UNIQUE INDEX config_changes_version_unique ON config_changes (key, version);

-- Who removes the setting right now is waited for, and where there is none, who adds it: nobody can count on meanwhile.
-- The query behind the locks then has a snapshot of its own (the function is VOLATILE). What slips through, as under
-- REPEATABLE READ, is refused by the index above; no version depends on a lock. With the rights of its owner: who may
-- change a setting need not be able to read history.
CREATE FUNCTION number_first_config() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER
SET search_path FROM CURRENT
AS $$
BEGIN
    PERFORM
    FROM config AS setting
    WHERE setting.key = NEW.key
    FOR NO KEY UPDATE;
    IF NOT FOUND THEN
        PERFORM pg_advisory_xact_lock(hashtext('config'), hashtext(NEW.key));
        PERFORM
        FROM config AS setting
        WHERE setting.key = NEW.key
        FOR NO KEY UPDATE;
    END IF;
    -- 1 is what an INSERT proposes that was made of no version; also one that goes on to update the row that is there.
    IF NEW.version = 1 THEN
        NEW.version := 1 + coalesce(
            (
                SELECT max(change.version)
                FROM config_changes AS change
                WHERE change.key = NEW.key
            ),
            0
        );
    END IF;
    RETURN NEW;
END
$$;

COMMENT ON FUNCTION number_first_config() IS
'Gives a setting that is added the version behind the last one of its history.';

CREATE TRIGGER config_number_first
BEFORE INSERT ON config
FOR EACH ROW
EXECUTE FUNCTION number_first_config();

CREATE FUNCTION check_first_config() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER
SET search_path FROM CURRENT
AS $$
BEGIN
    IF NEW.version = (SELECT 1 + max(change.version) FROM config_changes AS change WHERE change.key = NEW.key) THEN
        RETURN NULL;
    END IF;
    RAISE EXCEPTION 'the setting has another version by now'
        USING
            ERRCODE = 'unique_violation',
            CONSTRAINT = TG_NAME,
            COLUMN = 'version',
            TABLE = 'config';
END
$$;

COMMENT ON FUNCTION check_first_config() IS
'Refuses a setting that is added with another version than the one behind the last one of its history.';

DROP TRIGGER config_first_version ON config;

CREATE TRIGGER config_first_version
AFTER INSERT ON config
FOR EACH ROW
WHEN (NEW.version <> 1)
EXECUTE FUNCTION check_first_config();

CREATE OR REPLACE FUNCTION record_config_change() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER
SET search_path FROM CURRENT
AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND NEW.version = OLD.version THEN
        RETURN NULL;
    END IF;
    INSERT INTO config_changes (key, version, old_value, new_value, changed_by)
    VALUES (
        CASE WHEN TG_OP = 'DELETE' THEN OLD.key ELSE NEW.key END,
        CASE WHEN TG_OP = 'DELETE' THEN OLD.version + 1 ELSE NEW.version END,
        CASE WHEN TG_OP <> 'INSERT' THEN OLD.value END,
        CASE WHEN TG_OP <> 'DELETE' THEN NEW.value END,
        nullif(current_setting('app.user_id', TRUE), '')::uuid
    );
    RETURN NULL;
END
$$;

-- What has the rights of its owner looks names up among temporary tables last, where anybody could put a table of the
-- same name, and is nobody else's to use as a trigger of a table of their own.
DO $$
DECLARE
    name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['number_first_config', 'check_first_config', 'record_config_change'] LOOP
        EXECUTE format(
            'ALTER FUNCTION %I() SET search_path = %s, pg_temp', name, current_setting('search_path')
        );
    END LOOP;
END
$$;

REVOKE EXECUTE ON FUNCTION number_first_config() FROM PUBLIC;
REVOKE EXECUTE ON FUNCTION check_first_config() FROM PUBLIC;

COMMENT ON COLUMN config.version IS '1, 2, 3 …: counts the changes of its key, removals too; none comes again.';
COMMENT ON COLUMN config_changes.version IS 'The one that the change made, a removal too.';
COMMENT ON INDEX config_changes_version_unique IS
'assistant.set_value: the last version of a setting, which never comes again.';
