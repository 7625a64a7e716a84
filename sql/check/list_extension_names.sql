-- List what extensions brought along that SQL calls by name: functions, types, operator classes, relations.
--
-- :returns: many check.ExtensionName
-- :access: read
SELECT DISTINCT
    coalesce(
        function.proname::text,
        type.typname::text,
        operator_class.opcname::text,
        relation.relname::text
    ) AS name
FROM pg_depend AS dependency
LEFT JOIN pg_proc AS function ON dependency.classid = 'pg_proc'::regclass AND dependency.objid = function.oid
LEFT JOIN pg_type AS type ON dependency.classid = 'pg_type'::regclass AND dependency.objid = type.oid
LEFT JOIN pg_opclass AS operator_class
    ON dependency.classid = 'pg_opclass'::regclass AND dependency.objid = operator_class.oid
LEFT JOIN pg_class AS relation ON dependency.classid = 'pg_class'::regclass AND dependency.objid = relation.oid
WHERE
    dependency.deptype = 'e'
    AND coalesce(
        function.proname::text,
        type.typname::text,
        operator_class.opcname::text,
        relation.relname::text
    ) IS NOT NULL
ORDER BY name ASC;
