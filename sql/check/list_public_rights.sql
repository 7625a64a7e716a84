-- List what everybody may do: the rights of PUBLIC on schemas, functions, tables and their columns, and sequences.
--
-- :returns: many check.PublicRight
-- :access: read
-- :waive nullable privilege: aclexplode() has a name for every right
-- :waive order: rights that are equal in all of these were granted by several roles
SELECT
    'schema' AS kind,
    namespace.oid::bigint AS object_id,
    namespace.nspname::text AS name,
    0 AS number,
    granted.privilege_type AS privilege
FROM pg_namespace AS namespace
CROSS JOIN LATERAL aclexplode(coalesce(namespace.nspacl, acldefault('n', namespace.nspowner))) AS granted
WHERE granted.grantee = 0
UNION ALL
SELECT
    'function' AS kind,
    function.oid::bigint AS object_id,
    function.proname::text AS name,
    0 AS number,
    granted.privilege_type AS privilege
FROM pg_proc AS function
CROSS JOIN LATERAL aclexplode(coalesce(function.proacl, acldefault('f', function.proowner))) AS granted
WHERE granted.grantee = 0
UNION ALL
SELECT
    'relation' AS kind,
    relation.oid::bigint AS object_id,
    relation.relname::text AS name,
    0 AS number,
    granted.privilege_type AS privilege
FROM pg_class AS relation
CROSS JOIN LATERAL aclexplode(relation.relacl) AS granted
WHERE granted.grantee = 0
UNION ALL
SELECT
    'relation' AS kind,
    attribute.attrelid::bigint AS object_id,
    attribute.attname::text AS name,
    attribute.attnum::bigint AS number,
    granted.privilege_type AS privilege
FROM pg_attribute AS attribute
CROSS JOIN LATERAL aclexplode(attribute.attacl) AS granted
WHERE granted.grantee = 0
ORDER BY
    kind ASC,
    object_id ASC,
    number ASC,
    privilege ASC;
