-- Record that a migration is applied.
--
-- :param migration_hash: text  SHA-256 of the migration's name, yoyo's own key, 64 hex digits
-- :param migration_id: text  the file's name without .sql
-- :param content_sha256: text  SHA-256 of the file's text with plain line feeds, 64 hex digits
-- :returns: count
INSERT INTO _yoyo_migration (migration_hash, migration_id, applied_at_utc, content_sha256)
VALUES (:migration_hash, :migration_id, clock_timestamp() AT TIME ZONE 'UTC', :content_sha256);
