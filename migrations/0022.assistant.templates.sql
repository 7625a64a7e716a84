-- Templates of texts, a user's own and those for everybody; settings of the services, with their history.
--
-- depends: 0021.assistant.transcripts

-- A variable is used as {{name}}, blanks allowed inside of the braces. What is left of "{{" is a variable that is
-- written wrong. Containment both ways says that two arrays have the same elements, and their length that none is
-- there twice.
CREATE FUNCTION template_variables_agree(content text, variables jsonb) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN (
    SELECT
        jsonb_typeof(variables) = 'array'
        AND variables @> used.names
        AND used.names @> variables
        AND jsonb_array_length(
            CASE jsonb_typeof(variables) WHEN 'array' THEN variables ELSE '[]' END
        ) = jsonb_array_length(used.names)
        AND strpos(
            regexp_replace(content, '\{\{[ \t\r\n]*[A-Za-z_][A-Za-z0-9_]*[ \t\r\n]*\}\}', ' ', 'g'), '{{'
        ) = 0
    FROM (
        SELECT coalesce(jsonb_agg(DISTINCT found.name[1]), '[]') AS names
        FROM regexp_matches(content, '\{\{[ \t\r\n]*([A-Za-z_][A-Za-z0-9_]*)[ \t\r\n]*\}\}', 'g') AS found (name)
    ) AS used
);

COMMENT ON FUNCTION template_variables_agree(text, jsonb) IS
'Whether an array names just the variables that a content uses as {{name}}.';

CREATE TABLE templates (
    id uuid NOT NULL DEFAULT gen_random_uuid(),
    user_id uuid,
    template_type text NOT NULL,
    template_name text NOT NULL,
    template_content text NOT NULL,
    variables jsonb NOT NULL DEFAULT '[]',
    is_default boolean NOT NULL GENERATED ALWAYS AS (user_id IS NULL) STORED,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT templates_pkey PRIMARY KEY (id),
    -- Nulls never collide: those for everybody have an index of their own.
    CONSTRAINT templates_template_name_unique UNIQUE (user_id, template_type, template_name),
    CONSTRAINT templates_user_id_fkey FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE,
    CONSTRAINT templates_template_type_known CHECK (template_type IN ('linkedin', 'twitter', 'blog', 'email')),
    CONSTRAINT templates_template_name_length CHECK (char_length(template_name) BETWEEN 1 AND 255),
    CONSTRAINT templates_template_content_length CHECK (char_length(template_content) BETWEEN 1 AND 100000),
    CONSTRAINT templates_variables_agree CHECK (template_variables_agree(template_content, variables))
);

CREATE UNIQUE INDEX templates_default_name_unique ON templates (template_type, template_name)
WHERE user_id IS NULL;

CREATE TRIGGER templates_set_updated_at
BEFORE UPDATE ON templates
FOR EACH ROW
-- column by column: generated ones are not computed yet
WHEN (
    (OLD.user_id, OLD.template_type, OLD.template_name, OLD.template_content, OLD.variables, OLD.created_at)
    IS DISTINCT FROM
    (NEW.user_id, NEW.template_type, NEW.template_name, NEW.template_content, NEW.variables, NEW.created_at)
)
EXECUTE FUNCTION set_updated_at();

-- What is for everybody is shown to everybody and written by no user.
ALTER TABLE templates ENABLE ROW LEVEL SECURITY;
ALTER TABLE templates FORCE ROW LEVEL SECURITY;

CREATE POLICY templates_own ON templates
USING (user_id = nullif(current_setting('app.user_id', TRUE), '')::uuid)
WITH CHECK (user_id = nullif(current_setting('app.user_id', TRUE), '')::uuid);

CREATE POLICY templates_default ON templates FOR SELECT
USING (user_id IS NULL);

COMMENT ON TABLE templates IS 'Texts with variables to fill in: a user''s own, and those for everybody.';
COMMENT ON COLUMN templates.user_id IS 'Whose it is; null for everybody.';
COMMENT ON COLUMN templates.template_type IS 'What it is for: linkedin, twitter, blog or email.';
COMMENT ON COLUMN templates.template_name IS '1 to 255 characters, once for each type of a user, and of everybody.';
COMMENT ON COLUMN templates.template_content IS '1 to 100,000 characters; a variable is used as {{name}}.';
COMMENT ON COLUMN templates.variables IS 'Names of the variables that the content uses; an array of texts.';
COMMENT ON COLUMN templates.is_default IS 'Whether it is for everybody; generated.';
COMMENT ON POLICY templates_own ON templates IS 'A transaction that is a user''s reads and writes what is theirs.';
COMMENT ON POLICY templates_default ON templates IS 'Everybody reads what is for everybody.';

COMMENT ON INDEX templates_pkey IS
'assistant.update_template, assistant.remove_template, assistant.update_default_template';
COMMENT ON INDEX templates_template_name_unique IS
'assistant.get_template, assistant.list_templates; the foreign key.';
COMMENT ON INDEX templates_default_name_unique IS 'assistant.get_template, assistant.list_templates: the defaults.';

CREATE TABLE config (
    key text COLLATE "C" NOT NULL,
    value jsonb NOT NULL,
    description text,
    version integer NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT config_pkey PRIMARY KEY (key),
    CONSTRAINT config_key_length CHECK (char_length(key) BETWEEN 1 AND 100),
    CONSTRAINT config_description_length CHECK (char_length(description) BETWEEN 1 AND 1000),
    CONSTRAINT config_version_positive CHECK (version > 0)
);

CREATE TABLE config_changes (
    id uuid NOT NULL DEFAULT gen_random_uuid(),
    -- No foreign key: the history of a setting that is removed stays.
    key text COLLATE "C" NOT NULL,
    version integer NOT NULL,
    old_value jsonb,
    new_value jsonb,
    changed_by uuid,
    -- Not the start of the transaction: who waited for the one before would stand before it.
    changed_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    CONSTRAINT config_changes_pkey PRIMARY KEY (id),
    CONSTRAINT config_changes_changed_by_fkey FOREIGN KEY (changed_by) REFERENCES users (id) ON DELETE SET NULL
);

CREATE INDEX config_changes_key_idx ON config_changes (key, changed_at DESC, id DESC);

CREATE INDEX config_changes_changed_by_idx ON config_changes (changed_by);

-- Who names a version names the one behind the version that they read. Raised with the name of the trigger.
CREATE FUNCTION refuse_config_version() RETURNS trigger
LANGUAGE plpgsql
SET search_path FROM CURRENT
AS $$
BEGIN
    RAISE EXCEPTION 'the setting has another version by now'
        USING
            ERRCODE = 'unique_violation',
            CONSTRAINT = TG_NAME,
            COLUMN = 'version',
            TABLE = 'config';
END
$$;

COMMENT ON FUNCTION refuse_config_version() IS 'Refuses a change of a setting that was made of another version of it.';

-- AFTER, because of an INSERT ... ON CONFLICT the row that is proposed is none that is kept.
CREATE TRIGGER config_first_version
AFTER INSERT ON config
FOR EACH ROW
WHEN (NEW.version <> 1)
EXECUTE FUNCTION refuse_config_version();

-- Fires where a version is named, and before the trigger that counts where none is: triggers go by their names.
CREATE TRIGGER config_expected_version
BEFORE UPDATE OF version ON config
FOR EACH ROW
WHEN (NEW.version <> OLD.version + 1)
EXECUTE FUNCTION refuse_config_version();

CREATE FUNCTION count_config_version() RETURNS trigger
LANGUAGE plpgsql
SET search_path FROM CURRENT
AS $$
BEGIN
    NEW.version := OLD.version + 1;
    RETURN NEW;
END
$$;

COMMENT ON FUNCTION count_config_version() IS 'Counts a change of a setting that names no version.';

CREATE TRIGGER config_next_version
BEFORE UPDATE ON config
FOR EACH ROW
WHEN (
    NEW.version = OLD.version AND (OLD.value, OLD.description) IS DISTINCT FROM (NEW.value, NEW.description)
)
EXECUTE FUNCTION count_config_version();

CREATE TRIGGER config_set_updated_at
BEFORE UPDATE ON config
FOR EACH ROW
WHEN (OLD.* IS DISTINCT FROM NEW.*)
EXECUTE FUNCTION set_updated_at();

-- Whoever writes, a call or psql; who that is, is the user that row security is told of. With the rights of its owner:
-- who may change a setting need not be able to write history.
CREATE FUNCTION record_config_change() RETURNS trigger
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

-- What writes history looks names up among temporary tables last, where anybody could put a table of the same name.
-- ALTER FUNCTION takes no expression, hence the block; it holds in psql too, outside a transaction.
DO $$
BEGIN
    EXECUTE format(
        'ALTER FUNCTION record_config_change() SET search_path = %s, pg_temp', current_setting('search_path')
    );
END
$$;

-- Nobody else may use it as a trigger of a table of their own, to have it write what never was.
REVOKE EXECUTE ON FUNCTION record_config_change() FROM PUBLIC;

COMMENT ON FUNCTION record_config_change() IS 'Adds what became of a setting to its history.';

CREATE TRIGGER config_record_change
AFTER INSERT OR UPDATE OR DELETE ON config
FOR EACH ROW
EXECUTE FUNCTION record_config_change();

COMMENT ON TABLE config IS 'Settings of the services; they are nobody''s, and everybody''s who may read the table.';
COMMENT ON COLUMN config.key IS '1 to 100 characters, compared byte for byte.';
COMMENT ON COLUMN config.description IS 'What it is for, 1 to 1,000 characters; null for none.';
COMMENT ON COLUMN config.version IS '1, 2, 3 …: counts the changes since it was added.';
COMMENT ON TABLE config_changes IS 'What became of each setting: who, when, from what to what.';
COMMENT ON COLUMN config_changes.version IS 'The one that the change made; of a removal the last one.';
COMMENT ON COLUMN config_changes.old_value IS 'Null where the setting was added.';
COMMENT ON COLUMN config_changes.new_value IS 'Null where it was removed.';
COMMENT ON COLUMN config_changes.changed_by IS
'The user whose transaction it was; null where it was nobody''s, and when the user is removed.';
COMMENT ON COLUMN config_changes.changed_at IS 'When the change was made, which is before it was committed.';

COMMENT ON INDEX config_pkey IS 'assistant.get_value, assistant.get_config, assistant.list_config, assistant.set_value';
COMMENT ON INDEX config_changes_pkey IS 'The key of what assistant.list_value_changes lists.';
COMMENT ON INDEX config_changes_key_idx IS 'assistant.list_value_changes: of one setting, newest first.';
COMMENT ON INDEX config_changes_changed_by_idx IS 'accounts.remove_user: the foreign key.';
