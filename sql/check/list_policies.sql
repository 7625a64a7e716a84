-- List the policies of this schema, with what they look at besides their own row.
--
-- callees are the functions that are not immutable, without current_setting.
--
-- :returns: many check.Policy
-- :access: read
WITH tree AS (
    SELECT
        policy.polname::text AS name,
        relation.relname::text AS relation,
        concat_ws(' ', policy.polqual::text, policy.polwithcheck::text) AS nodes
    FROM pg_policy AS policy
    INNER JOIN pg_class AS relation ON policy.polrelid = relation.oid
    WHERE relation.relnamespace = quote_ident(current_schema())::regnamespace
)
SELECT
    tree.name,
    tree.relation,
    tree.nodes LIKE '%{SUBLINK%' AS has_subquery,
    tree.nodes LIKE '%{SQLVALUEFUNCTION%' AS has_session_value,
    ARRAY(
        SELECT DISTINCT function.proname::text AS name
        FROM regexp_matches(tree.nodes, ':(?:func|opfunc|aggfn)id ([0-9]+)', 'g') AS called (ids)
        INNER JOIN pg_proc AS function ON called.ids[1]::oid = function.oid
        WHERE
            function.provolatile <> 'i'
            AND function.proname <> 'current_setting'
        ORDER BY name ASC
    ) AS callees
FROM tree
ORDER BY
    tree.relation ASC,
    tree.name ASC;
