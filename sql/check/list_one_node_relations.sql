-- List the materialized views of this schema, and the sequences that belong to no column.
--
-- :returns: many check.OneNodeRelation
-- :access: read
SELECT
    relation.relname::text AS name,
    CASE relation.relkind WHEN 'm' THEN 'materialized view' ELSE 'sequence' END AS kind
FROM pg_class AS relation
WHERE
    relation.relnamespace = quote_ident(current_schema())::regnamespace
    AND relation.relkind IN ('m', 'S')
    AND NOT EXISTS (
        SELECT depend.objid
        FROM pg_depend AS depend
        WHERE
            depend.classid = 'pg_class'::regclass
            AND depend.objid = relation.oid
            AND (depend.deptype = 'e' OR (relation.relkind = 'S' AND depend.deptype IN ('a', 'i')))
    )
ORDER BY relation.relname ASC;
