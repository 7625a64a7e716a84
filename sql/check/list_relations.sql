-- List all tables, views and the like, with what may change a row on its way in.
--
-- :returns: many check.Relation
-- :access: read
SELECT
    relation.oid::bigint AS id,
    relation.relname::text AS name,
    namespace.nspname::text AS namespace,
    relation.relkind::text AS kind,
    coalesce(pg_table_is_visible(relation.oid), FALSE) AS is_visible,
    relation.relrowsecurity AS has_row_security,
    relation.oid IN (
        SELECT child.inhparent
        FROM pg_inherits AS child
    ) AS has_children,
    -- Bits of tgtype: 1 row, 2 before, 4 insert, 8 delete, 16 update, 64 instead.
    relation.oid IN (
        SELECT fired.tgrelid
        FROM pg_trigger AS fired
        WHERE
            fired.tgtype & 2 <> 0
            AND fired.tgtype & 4 <> 0
    ) AS changed_before_insert,
    relation.oid IN (
        SELECT fired.tgrelid
        FROM pg_trigger AS fired
        WHERE
            fired.tgtype & 2 <> 0
            AND fired.tgtype & 16 <> 0
    ) AS changed_before_update,
    (
        SELECT count(*)
        FROM pg_rewrite AS rule
        WHERE
            rule.ev_class = relation.oid
            AND rule.ev_type <> '1'
    ) > 0 AS has_rules
FROM pg_class AS relation
INNER JOIN pg_namespace AS namespace ON relation.relnamespace = namespace.oid
WHERE relation.relkind IN ('r', 'p', 'v', 'm', 'f')
ORDER BY relation.oid ASC;
