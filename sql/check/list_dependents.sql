-- List what the server knows to depend on a table or on one of its columns: indexes, constraints, defaults,
-- functions with a body of SQL, triggers, policies, statistics and publications; views are not among them.
--
-- :param relation_id: bigint  oid of the table
-- :param column_number: bigint  the column, 0 for the whole table
-- :returns: many check.Dependent
-- :access: read
-- :waive nullable name: what pg_depend holds is there, and so has an identity
SELECT DISTINCT
    named.type AS kind,
    coalesce(
        index.relname::text,
        definition.conname::text,
        fired.tgname::text,
        policy.polname::text,
        CASE dependency.classid WHEN 'pg_proc'::regclass THEN dependency.objid::regprocedure::text END,
        named.identity
    ) AS name
FROM pg_depend AS dependency
CROSS JOIN LATERAL pg_identify_object(dependency.classid, dependency.objid, dependency.objsubid) AS named
LEFT JOIN pg_class AS index
    ON
        dependency.classid = 'pg_class'::regclass
        AND dependency.objid = index.oid
        AND index.relkind IN ('i', 'I')
LEFT JOIN pg_constraint AS definition
    ON
        dependency.classid = 'pg_constraint'::regclass
        AND dependency.objid = definition.oid
LEFT JOIN pg_trigger AS fired
    ON
        dependency.classid = 'pg_trigger'::regclass
        AND dependency.objid = fired.oid
LEFT JOIN pg_policy AS policy
    ON
        dependency.classid = 'pg_policy'::regclass
        AND dependency.objid = policy.oid
WHERE
    dependency.refclassid = 'pg_class'::regclass
    AND dependency.refobjid = :relation_id::oid
    AND (:column_number = 0 OR dependency.refobjsubid = :column_number)
    AND named.type NOT IN ('rule', 'type', 'toast table', 'table', 'sequence')
    AND fired.tgisinternal IS NOT TRUE
ORDER BY
    kind ASC,
    name ASC;
