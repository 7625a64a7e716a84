-- What the server shows others of this session while it runs this.
--
-- :returns: one probe.Setting
-- :access: read
SELECT activity.query AS setting
FROM pg_stat_activity AS activity
WHERE activity.pid = pg_backend_pid();
