-- Divide one by a number.
--
-- :param divisor: bigint  not zero
-- :returns: one probe.Number
-- :access: read
SELECT 1 / :divisor AS number;
