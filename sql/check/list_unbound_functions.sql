-- List the functions of this schema that find their tables by the search_path of whoever calls them.
--
-- Not so: those with a search_path of their own, those whose body was parsed when they were made, those that ask for
-- the schema of the table they were fired by, those in C. But so are all with "$user" in their search_path: what is
-- parsed may ask for the current schema.
--
-- :returns: many check.UnboundFunction
-- :access: read
SELECT
    function.proname::text AS name,
    coalesce(pg_get_function_identity_arguments(function.oid), '') AS arguments
FROM pg_proc AS function
INNER JOIN pg_language AS language ON function.prolang = language.oid
CROSS JOIN
    LATERAL (
        SELECT max(setting.text) AS search_path
        FROM unnest(function.proconfig) AS setting (text)
        WHERE setting.text LIKE 'search\_path=%'
    ) AS own
WHERE
    function.pronamespace = quote_ident(current_schema())::regnamespace
    AND language.lanname NOT IN ('c', 'internal')
    AND (
        strpos(own.search_path, '"$user"') > 0
        OR (
            own.search_path IS NULL
            AND function.prosqlbody IS NULL
            AND function.prosrc NOT LIKE '%TG\_TABLE\_SCHEMA%'
        )
    )
    AND NOT EXISTS (
        SELECT depend.objid
        FROM pg_depend AS depend
        WHERE
            depend.classid = 'pg_proc'::regclass
            AND depend.objid = function.oid
            AND depend.deptype = 'e'
    )
ORDER BY
    function.proname ASC,
    arguments ASC,
    function.oid ASC;
