-- Answer two rows although the header promises at most one.
--
-- :returns: at most one probe.Number
-- :access: read
SELECT number FROM generate_series(1::bigint, 2) AS number;
