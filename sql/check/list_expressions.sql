-- List the expressions that the server evaluates beside a statement, as its trees.
--
-- kind: default (also of a generated column), check, domain, index, predicate, trigger, policy.
--
-- :returns: many check.Expression
-- :access: read
-- :waive order: a name is given once to a kind of thing at one table, and a policy's two trees differ
SELECT
    'default' AS kind,
    definition.adrelid::bigint AS owner_id,
    attribute.attname::text AS name,
    definition.adnum::bigint AS number,
    attribute.attgenerated <> '' AS is_kept,
    '' AS command,
    definition.adbin::text AS tree
FROM pg_attrdef AS definition
INNER JOIN pg_attribute AS attribute
    ON
        definition.adrelid = attribute.attrelid
        AND definition.adnum = attribute.attnum
UNION ALL
SELECT
    CASE definition.contypid WHEN 0 THEN 'check' ELSE 'domain' END AS kind,
    CASE definition.contypid WHEN 0 THEN definition.conrelid ELSE definition.contypid END::bigint AS owner_id,
    definition.conname::text AS name,
    0 AS number,
    TRUE AS is_kept,
    '' AS command,
    definition.conbin::text AS tree
FROM pg_constraint AS definition
WHERE definition.conbin IS NOT NULL
UNION ALL
SELECT
    part.kind,
    index.indrelid::bigint AS owner_id,
    class.relname::text AS name,
    0 AS number,
    TRUE AS is_kept,
    '' AS command,
    part.tree
FROM pg_index AS index
INNER JOIN pg_class AS class ON index.indexrelid = class.oid
CROSS JOIN
    LATERAL (
        VALUES
        ('index', index.indexprs::text),
        ('predicate', index.indpred::text)
    ) AS part (kind, tree)
WHERE part.tree IS NOT NULL
UNION ALL
SELECT
    'trigger' AS kind,
    fired.tgrelid::bigint AS owner_id,
    fired.tgname::text AS name,
    0 AS number,
    TRUE AS is_kept,
    '' AS command,
    fired.tgqual::text AS tree
FROM pg_trigger AS fired
WHERE fired.tgqual IS NOT NULL
UNION ALL
SELECT
    'policy' AS kind,
    policy.polrelid::bigint AS owner_id,
    policy.polname::text AS name,
    0 AS number,
    TRUE AS is_kept,
    policy.polcmd::text AS command,
    part.tree
FROM pg_policy AS policy
CROSS JOIN
    LATERAL (
        VALUES
        (policy.polqual::text),
        (policy.polwithcheck::text)
    ) AS part (tree)
WHERE part.tree IS NOT NULL
ORDER BY
    kind ASC,
    owner_id ASC,
    name ASC,
    number ASC,
    tree ASC;
