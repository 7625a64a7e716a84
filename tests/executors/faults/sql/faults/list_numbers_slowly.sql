-- List the whole numbers from 1, each after a while.
--
-- :param up_to: bigint
-- :param seconds: double precision  before each
-- :returns: many faults.Answer
-- :access: read
SELECT number
FROM generate_series(1::bigint, :up_to) AS number
CROSS JOIN LATERAL pg_sleep(:seconds * (number / number))
ORDER BY number;
