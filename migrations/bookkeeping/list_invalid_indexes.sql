-- The indexes of this schema that a failed CREATE INDEX CONCURRENTLY left behind, or that are being built, by name,
-- and what drops each: with its schema, for the bare name could be another schema's index, further on in the path.
--
-- :returns: many
-- :access: read
SELECT
    pg_class.relname AS index_name,
    format('DROP INDEX CONCURRENTLY %I.%I', pg_namespace.nspname, pg_class.relname) AS drop_command
FROM pg_index
INNER JOIN pg_class ON pg_index.indexrelid = pg_class.oid
INNER JOIN pg_namespace ON pg_class.relnamespace = pg_namespace.oid
WHERE NOT pg_index.indisvalid AND pg_namespace.nspname = current_schema()
ORDER BY pg_class.relname;
