-- Divide by a number, which fails for 0.
--
-- :param divisor: bigint
-- :returns: one faults.Answer
-- :access: read
SELECT 1 / :divisor AS number;
