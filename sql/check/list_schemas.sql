-- List the schemas of this database, without those of temporary tables.
--
-- :returns: many check.SchemaName
-- :access: read
SELECT namespace.nspname::text AS name
FROM pg_namespace AS namespace
WHERE NOT pg_is_other_temp_schema(namespace.oid) AND namespace.nspname NOT LIKE 'pg\_t%'
ORDER BY namespace.nspname ASC;
