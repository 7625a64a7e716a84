-- The server's tree of the query behind a view or a materialized view.
--
-- :param relation_id: bigint  oid of the view
-- :returns: at most one check.View
-- :access: read
SELECT rule.ev_action::text AS tree
FROM pg_rewrite AS rule
WHERE
    rule.ev_class = :relation_id::oid
    AND rule.rulename = '_RETURN';
