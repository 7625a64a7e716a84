-- Set how long this session waits for a lock, and how long a statement may take; 0 is without end.
--
-- :param lock_timeout: text  as PostgreSQL writes it: 3s, 0
-- :param statement_timeout: text  likewise
-- :returns: one
SELECT
    set_config('lock_timeout', :lock_timeout, false) AS lock_timeout,
    set_config('statement_timeout', :statement_timeout, false) AS statement_timeout;
