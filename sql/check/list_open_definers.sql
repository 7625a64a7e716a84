-- List the functions of this schema with the rights of their owner that others can make do what they like.
--
-- is_public: everybody may call it, or make a trigger of it. has_temporary_first: what it names may be a temporary
-- table of whoever calls it, because its search_path does not end in pg_temp; a body that is bound names nothing.
--
-- :returns: many check.OpenDefiner
-- :access: read
SELECT
    definer.name,
    definer.arguments,
    definer.is_public,
    definer.has_temporary_first
FROM (
    SELECT
        function.oid AS id,
        function.proname::text AS name,
        coalesce(pg_get_function_identity_arguments(function.oid), '') AS arguments,
        -- Null is a function that is gone meanwhile.
        coalesce(has_function_privilege('public', function.oid, 'EXECUTE'), FALSE) AS is_public,
        function.prosqlbody IS NULL AND NOT EXISTS (
            SELECT setting.text
            FROM unnest(function.proconfig) AS setting (text)
            WHERE setting.text ~ '^search_path=(.*, *)?"?pg_temp"?$'
        ) AS has_temporary_first
    FROM pg_proc AS function
    WHERE
        function.prosecdef
        AND function.pronamespace = quote_ident(current_schema())::regnamespace
        AND NOT EXISTS (
            SELECT depend.objid
            FROM pg_depend AS depend
            WHERE
                depend.classid = 'pg_proc'::regclass
                AND depend.objid = function.oid
                AND depend.deptype = 'e'
        )
) AS definer
WHERE definer.is_public OR definer.has_temporary_first
ORDER BY
    definer.name ASC,
    definer.arguments ASC,
    definer.id ASC;
