-- Add a counter, or set it back.
--
-- :param counter_id: integer
-- :returns: count
INSERT INTO counters (id, value)
VALUES (:counter_id, 0)
ON CONFLICT (id) DO UPDATE SET value = 0;
