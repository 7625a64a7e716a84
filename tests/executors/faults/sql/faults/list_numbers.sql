-- List the whole numbers from 1.
--
-- :param up_to: bigint
-- :returns: many faults.Answer
-- :access: read
SELECT number
FROM generate_series(1::bigint, :up_to) AS number
ORDER BY number;
