-- List with whose rights the queries behind views look at tables, and which sequences there are.
--
-- :returns: many check.RelationRights
-- :access: read
SELECT
    relation.oid::bigint AS id,
    relation.relname::text AS name,
    namespace.nspname::text AS namespace,
    relation.relkind = 'S' AS is_sequence,
    coalesce(relation.reloptions && ARRAY['security_invoker=true', 'security_invoker=on'], FALSE)
        AS is_security_invoker
FROM pg_class AS relation
INNER JOIN pg_namespace AS namespace ON relation.relnamespace = namespace.oid
WHERE relation.relkind IN ('v', 'S')
ORDER BY relation.oid ASC;
