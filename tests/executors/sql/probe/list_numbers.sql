-- Count from one.
--
-- :param up_to: bigint  the last number
-- :returns: many probe.Number
-- :access: read
SELECT number FROM generate_series(1, :up_to) AS number
ORDER BY number ASC;
