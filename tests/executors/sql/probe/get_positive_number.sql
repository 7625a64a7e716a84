-- Answer the number, which must be positive.
--
-- :param number: bigint  any
-- :returns: one probe.Number
SELECT :number AS number
WHERE :number > 0;
