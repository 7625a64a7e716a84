-- Add an entry whose trigger warns at COMMIT.
--
-- :param entry_id: uuid
-- :returns: count
INSERT INTO noisy_entries (id)
VALUES (:entry_id);
