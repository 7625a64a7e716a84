-- List the columns of this schema that are numbered by a sequence and are smaller than bigint.
--
-- :returns: many check.SmallIdentity
-- :access: read
SELECT
    relation.relname::text AS relation,
    attribute.attname::text AS name,
    format_type(attribute.atttypid, attribute.atttypmod) AS type
FROM pg_attribute AS attribute
INNER JOIN pg_class AS relation ON attribute.attrelid = relation.oid
LEFT JOIN pg_attrdef AS default_value
    ON attribute.attrelid = default_value.adrelid AND attribute.attnum = default_value.adnum
WHERE
    relation.relnamespace = quote_ident(current_schema())::regnamespace
    AND relation.relkind IN ('r', 'p')
    AND NOT relation.relispartition
    AND attribute.attnum > 0
    AND NOT attribute.attisdropped
    AND attribute.atttypid IN ('smallint'::regtype, 'integer'::regtype)
    AND (
        attribute.attidentity <> ''
        OR pg_get_expr(default_value.adbin, default_value.adrelid) LIKE 'nextval(%'
    )
ORDER BY
    relation.relname ASC,
    attribute.attnum ASC;
