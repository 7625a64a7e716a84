-- List all functions, with what the server knows of them beforehand.
--
-- :returns: many check.Function
-- :access: read
-- :waive order: a function is a member of one extension at most
SELECT
    function.oid::bigint AS id,
    function.proname::text AS name,
    namespace.nspname::text AS namespace,
    extension.extname::text AS extension,
    language.lanname::text AS language,
    function.prokind::text AS kind,
    function.provolatile::text AS volatility,
    function.proisstrict AS is_strict,
    function.proretset AS returns_set,
    function.prorettype::bigint AS result_type,
    function.proargtypes::oid[]::bigint[] AS argument_types,
    function.prosqlbody::text AS body,
    CASE language.lanname WHEN 'sql' THEN function.prosrc END AS source
FROM pg_proc AS function
INNER JOIN pg_namespace AS namespace ON function.pronamespace = namespace.oid
INNER JOIN pg_language AS language ON function.prolang = language.oid
LEFT JOIN pg_depend AS membership
    ON
        function.oid = membership.objid
        AND membership.classid = 'pg_proc'::regclass
        AND membership.deptype = 'e'
LEFT JOIN pg_extension AS extension ON membership.refobjid = extension.oid
ORDER BY function.oid ASC;
