-- No function looks names up in a schema that somebody may make later: "$user" is taken out of their search_path.
--
-- Made with SET search_path FROM CURRENT under PostgreSQL's own default they had "$user", public: in a schema named as
-- the role that calls, a service would find other tables, and listen to another channel of jobs. They get the path that
-- this session has, of the schemas that are there, and go on looking among temporary tables last where they did.
--
-- depends: 0031.accounts.account_keys

DO $$
DECLARE
    here text := (
        SELECT string_agg(quote_ident(schema.name), ', ' ORDER BY schema.number)
        FROM unnest(current_schemas(FALSE)) WITH ORDINALITY AS schema (name, number)
    );
    found record;
BEGIN
    FOR found IN
        SELECT
            function.oid::regprocedure AS signature,
            CASE WHEN setting.text ~ ', *"?pg_temp"?$' THEN here || ', pg_temp' ELSE here END AS path
        FROM pg_proc AS function
        CROSS JOIN unnest(function.proconfig) AS setting (text)
        WHERE
            function.pronamespace = quote_ident(current_schema())::regnamespace
            AND setting.text LIKE 'search\_path=%"$user"%'
            -- one that is not ours is not ours to change
            AND pg_has_role(function.proowner, 'USAGE')
    LOOP
        EXECUTE format('ALTER ROUTINE %s SET search_path = %s', found.signature, found.path);
    END LOOP;
END
$$;
