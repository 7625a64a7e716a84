-- List those of these entries that exist.
--
-- :param entry_ids: uuid[]
-- :returns: many faults.Entry
-- :access: read
SELECT entry.id
FROM entries AS entry
WHERE entry.id = ANY(:entry_ids)
ORDER BY entry.id;
