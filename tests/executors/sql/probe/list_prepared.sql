-- The statements that are prepared on this connection, but for this one.
--
-- :returns: many probe.Prepared
-- :access: read
SELECT
    prepared.name,
    prepared.statement,
    prepared.generic_plans + prepared.custom_plans AS plans
FROM pg_prepared_statements AS prepared
WHERE prepared.statement NOT LIKE '%probe.list_prepared%'
ORDER BY prepared.name ASC;
