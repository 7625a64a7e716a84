-- The channel on which waiting workers of this schema listen for jobs.
--
-- :returns: one karaoke.JobChannel
-- :access: read
SELECT job_channel() AS name;
