-- Read the measure.
--
-- :returns: one faults.Measure
-- :access: read
SELECT measure.amount
FROM measures AS measure
WHERE measure.id = 1;
