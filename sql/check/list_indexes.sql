-- List the valid indexes of all tables, with the server's trees of their expressions and predicates.
--
-- :returns: many check.Index
-- :access: read
SELECT
    index.indexrelid::bigint AS id,
    index.indrelid::bigint AS relation_id,
    name.relname::text AS name,
    -- A temporal key is unique for each instant only.
    index.indisunique AND NOT index.indisexclusion AND method.amname = 'btree' AS is_unique,
    index.indimmediate AS is_immediate,
    index.indnkeyatts::bigint AS key_count,
    index.indkey::smallint[]::bigint[] AS columns,
    array(
        SELECT class.opcfamily::bigint
        FROM unnest(index.indclass::oid[]) WITH ORDINALITY AS key (class_id, position)
        INNER JOIN pg_opclass AS class ON key.class_id = class.oid
        ORDER BY key.position ASC
    ) AS families,
    index.indcollation::oid[]::bigint[] AS collations,
    index.indexprs::text AS expressions,
    index.indpred::text AS predicate,
    coalesce((to_jsonb(index) ->> 'indnullsnotdistinct')::boolean, FALSE) AS nulls_not_distinct
FROM pg_index AS index
INNER JOIN pg_class AS name ON index.indexrelid = name.oid
INNER JOIN pg_am AS method ON name.relam = method.oid
WHERE index.indisvalid
ORDER BY index.indexrelid ASC;
