-- Read a counter and keep others from writing it.
--
-- :param counter_id: integer
-- :returns: one faults.Counter
SELECT
    counter.id,
    counter.value
FROM counters AS counter
WHERE counter.id = :counter_id
FOR UPDATE;
