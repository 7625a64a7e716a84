-- Read a counter.
--
-- :param counter_id: integer
-- :returns: one faults.Counter
-- :access: read
SELECT
    counter.id,
    counter.value
FROM counters AS counter
WHERE counter.id = :counter_id;
