-- How many recordings there are.
--
-- :returns: one probe.Number
-- :access: read
SELECT count(*) AS number FROM recordings;
