-- Tell which process of the server works for this session.
--
-- :returns: one faults.Answer
-- :access: read
SELECT pg_backend_pid()::bigint AS number;
