-- Takes back 0033.accounts.valid_formats: the rules are for what is written from here on again.

DO $$
DECLARE
    rule record;
BEGIN
    FOR rule IN
        SELECT
            named.conname AS name,
            pg_get_constraintdef(named.oid) AS definition
        FROM pg_constraint AS named
        WHERE
            named.conrelid = 'users'::regclass
            AND named.conname IN (
                'users_email_format', 'users_password_hash_format', 'users_email_unicode', 'users_username_unicode'
            )
    LOOP
        EXECUTE format('ALTER TABLE users DROP CONSTRAINT %I', rule.name);
        EXECUTE format('ALTER TABLE users ADD CONSTRAINT %I %s NOT VALID', rule.name, rule.definition);
    END LOOP;
END
$$;
