-- Set a counter to a value that somebody computed.
--
-- :param counter_id: integer
-- :param value: bigint
-- :returns: count
UPDATE counters
SET value = :value
WHERE id = :counter_id;
