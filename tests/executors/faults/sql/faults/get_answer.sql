-- Give back a number: a read that needs no table, so that a wrong answer is another caller's.
--
-- :param number: bigint
-- :returns: one faults.Answer
-- :access: read
SELECT :number AS number;
