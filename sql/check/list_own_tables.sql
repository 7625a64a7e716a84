-- List the tables and materialized views of the search path: no partitions, and nothing of an extension.
--
-- :returns: many check.OwnTable
-- :access: read
SELECT relation.oid::bigint AS id
FROM pg_class AS relation
INNER JOIN pg_namespace AS namespace ON relation.relnamespace = namespace.oid
WHERE
    relation.relkind IN ('r', 'p', 'm')
    AND relation.relpersistence <> 't'
    AND NOT relation.relispartition
    AND pg_table_is_visible(relation.oid)
    AND namespace.nspname <> 'information_schema'
    AND NOT starts_with(namespace.nspname, 'pg_')
    AND NOT EXISTS (
        SELECT membership.objid
        FROM pg_depend AS membership
        WHERE
            membership.classid = 'pg_class'::regclass
            AND membership.objid = relation.oid
            AND membership.deptype = 'e'
    )
ORDER BY relation.oid ASC;
