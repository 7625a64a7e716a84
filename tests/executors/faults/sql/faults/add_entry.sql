-- Add an entry.
--
-- :param entry_id: uuid
-- :returns: count
INSERT INTO entries (id)
VALUES (:entry_id);
