-- Takes back 0028.assistant.config_versions; versions that were counted anew stay as they are.

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
        CASE WHEN TG_OP = 'DELETE' THEN OLD.version ELSE NEW.version END,
        CASE WHEN TG_OP <> 'INSERT' THEN OLD.value END,
        CASE WHEN TG_OP <> 'DELETE' THEN NEW.value END,
        nullif(current_setting('app.user_id', TRUE), '')::uuid
    );
    RETURN NULL;
END
$$;

DO $$
BEGIN
    EXECUTE format(
        'ALTER FUNCTION record_config_change() SET search_path = %s, pg_temp', current_setting('search_path')
    );
END
$$;

DROP TRIGGER config_number_first ON config;
DROP TRIGGER config_first_version ON config;

CREATE TRIGGER config_first_version
AFTER INSERT ON config
FOR EACH ROW
WHEN (NEW.version <> 1)
EXECUTE FUNCTION refuse_config_version();

DROP FUNCTION number_first_config();
DROP FUNCTION check_first_config();
DROP INDEX config_changes_version_unique;

COMMENT ON COLUMN config.version IS '1, 2, 3 …: counts the changes since it was added.';
COMMENT ON COLUMN config_changes.version IS 'The one that the change made; of a removal the last one.';
