-- Give back a number after a while.
--
-- :param number: bigint
-- :param seconds: double precision
-- :returns: one faults.Answer
-- :access: read
SELECT :number AS number
FROM pg_sleep(:seconds);
