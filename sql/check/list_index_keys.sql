-- List the indexes that are in use, with the key that each is sorted by first, by schema and name.
--
-- :returns: many check.IndexKey
-- :access: read
SELECT
    namespace.nspname::text AS namespace,
    class.relname::text AS name,
    indexed.relname::text AS relation,
    CASE WHEN method.amname = 'btree' THEN pg_get_indexdef(class.oid, 1, FALSE) END AS first_key,
    pg_get_expr(index.indpred, index.indrelid) AS predicate
FROM pg_index AS index
INNER JOIN pg_class AS class ON index.indexrelid = class.oid
INNER JOIN pg_am AS method ON class.relam = method.oid
INNER JOIN pg_class AS indexed ON index.indrelid = indexed.oid
INNER JOIN pg_namespace AS namespace ON class.relnamespace = namespace.oid
WHERE index.indisvalid
ORDER BY
    namespace.nspname ASC,
    class.relname ASC;
