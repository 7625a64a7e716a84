-- List the constraints and indexes of this schema by name; those of partitions follow from the whole.
--
-- A constraint with an index of its own is told once. NOT NULL has no name of its own before PostgreSQL 18.
--
-- :returns: many check.ObjectName
-- :access: read
SELECT
    object.name,
    object.kind,
    relation.relname::text AS relation
FROM (
    SELECT
        key.conname::text AS name,
        'constraint' AS kind,
        key.conrelid AS relation_id
    FROM pg_constraint AS key
    WHERE
        key.connamespace = quote_ident(current_schema())::regnamespace
        AND key.contype IN ('c', 'f', 'p', 'u', 'x')
        AND key.conrelid <> 0
        AND key.conislocal
        AND key.conparentid = 0
    UNION
    SELECT
        index_class.relname::text AS name,
        'index' AS kind,
        index.indrelid AS relation_id
    FROM pg_index AS index
    INNER JOIN pg_class AS index_class ON index.indexrelid = index_class.oid
    WHERE
        index_class.relnamespace = quote_ident(current_schema())::regnamespace
        AND NOT index_class.relispartition
        AND NOT EXISTS (
            SELECT key.oid
            FROM pg_constraint AS key
            WHERE key.conindid = index.indexrelid AND key.conrelid = index.indrelid
        )
) AS object
INNER JOIN pg_class AS relation ON object.relation_id = relation.oid
ORDER BY
    relation.relname ASC,
    object.relation_id ASC,
    object.name ASC,
    object.kind ASC;
