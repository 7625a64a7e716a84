-- List the columns of all tables, views and the like, system columns left out.
--
-- A column is NOT NULL here when no row can hold a null: the constraint is validated (PostgreSQL 18 knows others),
-- the children that a query reads too have it as well, and it is the table of this server that keeps it.
--
-- :returns: many check.Column
-- :access: read
WITH RECURSIVE family AS (
    SELECT
        relation.oid AS ancestor_id,
        relation.oid AS relation_id,
        relation.relkind
    FROM pg_class AS relation
    WHERE relation.relkind IN ('r', 'p', 'v', 'm', 'f')
    UNION
    SELECT
        family.ancestor_id,
        relation.oid AS relation_id,
        relation.relkind
    FROM family
    INNER JOIN pg_inherits AS child ON family.relation_id = child.inhparent
    INNER JOIN pg_class AS relation ON child.inhrelid = relation.oid
)
SELECT
    ancestor.attrelid::bigint AS relation_id,
    ancestor.attnum::bigint AS number,
    ancestor.attname::text AS name,
    ancestor.atttypid::bigint AS type_id,
    ancestor.atttypmod::bigint AS modifier,
    ancestor.attnotnull AS refuses_null,
    ancestor.attgenerated::text AS generated,
    bool_and(
        attribute.attnotnull
        AND family.relkind <> 'f'
        AND NOT EXISTS (
            SELECT constraint_.oid
            FROM pg_constraint AS constraint_
            WHERE
                constraint_.conrelid = attribute.attrelid
                AND constraint_.contype = 'n'
                AND constraint_.conkey[1] = attribute.attnum
                AND NOT constraint_.convalidated
        )
    ) AS not_null
FROM family
INNER JOIN pg_attribute AS ancestor ON family.ancestor_id = ancestor.attrelid
INNER JOIN pg_attribute AS attribute
    ON
        family.relation_id = attribute.attrelid
        AND ancestor.attname = attribute.attname
WHERE
    ancestor.attnum > 0
    AND NOT ancestor.attisdropped
GROUP BY
    ancestor.attrelid,
    ancestor.attnum,
    ancestor.attname,
    ancestor.atttypid,
    ancestor.atttypmod,
    ancestor.attnotnull,
    ancestor.attgenerated
ORDER BY
    ancestor.attrelid ASC,
    ancestor.attnum ASC;
