-- How far the schema is migrated; the table exists from the first migration on.
--
-- :returns: one health.MigrationState
-- :access: read
-- :waive index: one row for each migration
SELECT
    count(*) AS applied,
    max(migration.migration_id) AS newest
FROM _yoyo_migration AS migration;
