-- The policies of the worker hold only where nobody is said.
--
-- A login may be a member of tracktion_read_write too: in a user's transaction, or one that presents a key, policies of
-- both would add up, and it would see what is over of everybody.
--
-- Where tracktion_worker is missing nothing is made: once somebody made it, this file may be run again, in psql as it
-- stands.
--
-- depends: 0028.assistant.config_versions

DROP POLICY IF EXISTS sessions_expired ON sessions;

DROP POLICY IF EXISTS templates_for_everybody ON templates;

DO $$
BEGIN
    IF to_regrole('tracktion_worker') IS NULL THEN
        RETURN;
    END IF;
    CREATE POLICY sessions_expired ON sessions TO tracktion_worker
    USING (
        expires_at <= statement_timestamp()
        AND nullif(current_setting('app.user_id', TRUE), '') IS NULL
        AND nullif(current_setting('app.key', TRUE), '') IS NULL
    )
    WITH CHECK (FALSE);
    CREATE POLICY templates_for_everybody ON templates TO tracktion_worker
    USING (user_id IS NULL AND nullif(current_setting('app.user_id', TRUE), '') IS NULL)
    WITH CHECK (user_id IS NULL AND nullif(current_setting('app.user_id', TRUE), '') IS NULL);
    COMMENT ON POLICY sessions_expired ON sessions IS
    'A worker removes the sessions of all users that are over, in a transaction that is nobody''s.';
    COMMENT ON POLICY templates_for_everybody ON templates IS
    'A worker writes what is for everybody, in a transaction that is nobody''s.';
END
$$;
