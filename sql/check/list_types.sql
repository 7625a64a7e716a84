-- List all types.
--
-- :returns: many check.Type
-- :access: read
SELECT
    type.oid::bigint AS id,
    format_type(type.oid, NULL) AS name,
    type.typname::text AS short_name,
    type.typtype::text AS kind,
    type.typcategory::text AS category,
    type.typnotnull AS not_null,
    type.typbasetype::bigint AS base_type,
    -- Of true arrays only: name, point and others can be subscripted too.
    CASE type.typsubscript::oid WHEN 'array_subscript_handler'::regproc::oid THEN type.typelem ELSE 0 END::bigint
        AS element_type,
    type.typrelid::bigint AS relation_id,
    ARRAY(
        SELECT label.enumlabel::text
        FROM pg_enum AS label
        WHERE label.enumtypid = type.oid
        ORDER BY label.enumsortorder ASC
    ) AS labels
FROM pg_type AS type
ORDER BY type.oid ASC;
