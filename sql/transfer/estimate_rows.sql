-- About how many rows a table has, as of its last VACUUM or ANALYZE; 0 where nobody counted yet.
--
-- :param table_name: text  of this schema
-- :returns: at most one transfer.Estimate
-- :access: read
SELECT greatest(relation.reltuples, 0)::bigint AS rows
FROM pg_class AS relation
WHERE relation.oid = to_regclass(:table_name);
