-- The applied migrations with the hash of their content, the first one first. The hash is null for what plain yoyo
-- applied, whose table lacks the column: read through jsonb, a column that is not there is null as well.
--
-- :returns: many
-- :access: read
SELECT
    _yoyo_migration.migration_id,
    to_jsonb(_yoyo_migration) ->> 'content_sha256' AS content_sha256
FROM _yoyo_migration
ORDER BY _yoyo_migration.applied_at_utc, _yoyo_migration.migration_id;
