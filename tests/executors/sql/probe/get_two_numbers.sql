-- Answer two rows although the header promises one.
--
-- :returns: one probe.Number
-- :access: read
SELECT number FROM generate_series(1::bigint, 2) AS number;
