-- Divide by numbers that count down to zero, so that it fails after so many rows.
--
-- :param up_to: bigint  the first divisor
-- :returns: many probe.Number
-- :access: read
SELECT 1000000 / (:up_to - number) AS number
FROM generate_series(0, :up_to) AS number
ORDER BY number ASC;
