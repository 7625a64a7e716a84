-- Set the measure and tell it.
--
-- :param amount: integer
-- :returns: one faults.Measure
UPDATE measures AS measure
SET amount = :amount
WHERE measure.id = 1
RETURNING measure.amount;
