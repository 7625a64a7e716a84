-- Whether this very schema, and not one behind it on the search_path, has the table of applied migrations.
--
-- :returns: one
-- :access: read
SELECT count(*) > 0 AS has_table
FROM pg_class
INNER JOIN pg_namespace ON pg_class.relnamespace = pg_namespace.oid
WHERE pg_namespace.nspname = current_schema() AND pg_class.relname = '_yoyo_migration';
