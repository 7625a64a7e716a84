-- Divide by each number from a high one down to 0, which fails at the end.
--
-- :param from_number: bigint
-- :returns: many faults.Answer
-- :access: read
SELECT 1000000 / number AS number
FROM generate_series(:from_number, 0, -1) AS number
ORDER BY number DESC;
