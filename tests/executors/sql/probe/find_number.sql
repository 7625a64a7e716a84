-- Answer the number if it is positive.
--
-- :param number: bigint  any
-- :returns: at most one probe.Number
-- :access: read
SELECT :number AS number
WHERE :number > 0;
