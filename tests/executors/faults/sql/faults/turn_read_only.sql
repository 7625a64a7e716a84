-- Make this session one that only reads, as those on a server that became a standby.
--
-- :returns: nothing
SELECT set_config('default_transaction_read_only', 'on', false) AS setting;
