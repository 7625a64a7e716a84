-- List all operators.
--
-- :returns: many check.Operator
-- :access: read
SELECT
    operator.oid::bigint AS id,
    operator.oprname::text AS name,
    operator.oprcode::oid::bigint AS function_id,
    operator.oprleft::bigint AS left_type,
    operator.oprright::bigint AS right_type,
    operator.oprcom::bigint AS commutator_id
FROM pg_operator AS operator
ORDER BY operator.oid ASC;
