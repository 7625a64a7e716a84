-- What the server was told, in this session and now.
--
-- :returns: one owned.Told
-- :access: read
SELECT
    coalesce(current_setting('app.user_id', TRUE), '') AS user_id,
    coalesce(current_setting('app.key', TRUE), '') AS key,
    pg_backend_pid() AS backend;
