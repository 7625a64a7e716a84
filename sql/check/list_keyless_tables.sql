-- List the tables of this schema without a primary key that holds at once, by name.
--
-- :returns: many check.KeylessTable
-- :access: read
-- :waive order: of one schema, where names are unique; and a table has one primary key at most
SELECT
    relation.relname::text AS name,
    primary_key.oid IS NOT NULL AS has_deferrable_key
FROM pg_class AS relation
LEFT JOIN pg_constraint AS primary_key ON relation.oid = primary_key.conrelid AND primary_key.contype = 'p'
WHERE
    relation.relnamespace = quote_ident(current_schema())::regnamespace
    AND relation.relkind IN ('r', 'p')
    AND NOT relation.relispartition
    AND primary_key.condeferrable IS NOT FALSE
    AND NOT EXISTS (
        SELECT dependency.objid
        FROM pg_depend AS dependency
        WHERE
            dependency.classid = 'pg_class'::regclass
            AND dependency.objid = relation.oid
            AND dependency.deptype = 'e'
    )
ORDER BY relation.relname ASC;
