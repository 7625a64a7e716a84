-- List the partitions, with the table that each is a part of in the end, by schema and name.
--
-- :returns: many check.Partition
-- :access: read
SELECT
    namespace.nspname::text AS namespace,
    class.relname::text AS name,
    whole.relname::text AS whole
FROM pg_class AS class
INNER JOIN pg_namespace AS namespace ON class.relnamespace = namespace.oid
INNER JOIN pg_class AS whole ON pg_partition_root(class.oid) = whole.oid
WHERE class.relispartition AND class.relkind IN ('r', 'p')
ORDER BY
    namespace.nspname ASC,
    class.relname ASC;
