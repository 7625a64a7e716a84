-- Takes back 0029.shared.user_policies: the policies of 0024, which hold in a user's transaction too.

DROP POLICY IF EXISTS sessions_expired ON sessions;

DROP POLICY IF EXISTS templates_for_everybody ON templates;

DO $$
BEGIN
    IF to_regrole('tracktion_worker') IS NULL THEN
        RETURN;
    END IF;
    CREATE POLICY sessions_expired ON sessions TO tracktion_worker
    USING (expires_at <= statement_timestamp())
    WITH CHECK (FALSE);
    CREATE POLICY templates_for_everybody ON templates TO tracktion_worker
    USING (user_id IS NULL)
    WITH CHECK (user_id IS NULL);
    COMMENT ON POLICY sessions_expired ON sessions IS 'A worker removes the sessions of all users that are over.';
    COMMENT ON POLICY templates_for_everybody ON templates IS 'A worker writes what is for everybody.';
END
$$;
