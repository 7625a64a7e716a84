-- What the server says of itself, for a health check.
--
-- :returns: one health.Server
-- :access: read
-- :waive read-only: pg_is_in_recovery() only looks; it is volatile because a standby may become the primary meanwhile
SELECT
    current_setting('server_version') AS server_version,
    current_database()::text AS database,
    pg_is_in_recovery() AS in_recovery,
    to_regclass('_yoyo_migration') IS NOT NULL AS has_migrations,
    to_regclass('graph_outbox') IS NOT NULL AS has_graph_outbox;
