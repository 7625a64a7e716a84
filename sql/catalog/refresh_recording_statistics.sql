-- Count the recordings per month and status again; readers keep the former figures until it is done.
--
-- :returns: nothing
REFRESH MATERIALIZED VIEW CONCURRENTLY recording_statistics;
