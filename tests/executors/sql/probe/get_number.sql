-- Answer the number that was asked for.
--
-- :param number: bigint or null  any
-- :returns: one probe.Number
-- :access: read
SELECT :number AS number;
