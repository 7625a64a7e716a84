-- List the indexes of tables outside the system's schemas, with what they are needed for besides statements.
--
-- :returns: many check.IndexPurpose
-- :access: read
SELECT
    class.oid::bigint AS id,
    class.relname::text AS name,
    namespace.nspname::text AS namespace,
    index.indrelid::bigint AS relation_id,
    coalesce(
        (
            SELECT min(inherited.inhparent::bigint)
            FROM pg_inherits AS inherited
            WHERE inherited.inhrelid = class.oid
        ),
        0
    ) AS parent_id,
    index.indisunique OR index.indisprimary OR index.indisexclusion AS is_constraint,
    (
        SELECT count(*)
        FROM pg_constraint AS key
        WHERE
            key.conrelid = index.indrelid
            AND key.contype = 'f'
            AND key.conkey @> (index.indkey::smallint[])[0:cardinality(key.conkey) - 1]
            AND key.conkey <@ (index.indkey::smallint[])[0:cardinality(key.conkey) - 1]
    ) > 0 AS serves_foreign_key
FROM pg_index AS index
INNER JOIN pg_class AS class ON index.indexrelid = class.oid
INNER JOIN pg_namespace AS namespace ON class.relnamespace = namespace.oid
WHERE
    namespace.nspname <> 'information_schema'
    AND NOT starts_with(namespace.nspname, 'pg_')
ORDER BY
    namespace.nspname ASC,
    class.relname ASC;
