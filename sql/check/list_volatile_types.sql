-- List the types that a volatile function reads or writes, as text or in binary: none of PostgreSQL's own.
--
-- :returns: many check.VolatileType
-- :access: read
SELECT
    type.oid::bigint AS id,
    format_type(type.oid, NULL) AS name,
    min(function.proname::text) AS function_name
FROM pg_type AS type
INNER JOIN pg_proc AS function
    ON function.oid IN (type.typinput, type.typoutput, type.typreceive, type.typsend)
WHERE function.provolatile = 'v'
GROUP BY type.oid
ORDER BY type.oid ASC;
