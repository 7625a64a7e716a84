-- Number of the server's process that serves this connection.
--
-- :returns: one probe.Number
-- :access: read
SELECT pg_backend_pid() AS number;
