-- How long this session waits for a lock, and how long a statement may take.
--
-- :returns: one
-- :access: read
SELECT
    current_setting('lock_timeout') AS lock_timeout,
    current_setting('statement_timeout') AS statement_timeout;
