-- Record that a migration is no longer applied.
--
-- :param migration_id: text  the file's name without .sql
-- :returns: count
DELETE FROM _yoyo_migration
WHERE _yoyo_migration.migration_id = :migration_id;
