-- Log who did what to which migration.
--
-- :param migration_hash: text  SHA-256 of the migration's name, yoyo's own key, 64 hex digits
-- :param migration_id: text  the file's name without .sql
-- :param operation: text  apply, rollback, mark or unmark
-- :param username: text  the account on the client's machine
-- :param hostname: text  the client's machine
-- :returns: count
INSERT INTO _yoyo_log (id, migration_hash, migration_id, operation, username, hostname, created_at_utc)
VALUES (
    gen_random_uuid()::text,
    :migration_hash,
    :migration_id,
    :operation,
    left(:username, 255),
    left(:hostname, 255),
    clock_timestamp() AT TIME ZONE 'UTC'
);
