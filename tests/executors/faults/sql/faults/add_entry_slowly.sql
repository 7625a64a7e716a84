-- Add an entry after a while.
--
-- :param entry_id: uuid
-- :param seconds: double precision
-- :returns: count
INSERT INTO entries (id)
SELECT :entry_id
FROM pg_sleep(:seconds);
