-- Takes back 0019.karaoke.jobs, with every row in it.

DROP TABLE jobs;
DROP FUNCTION tell_of_jobs();
DROP FUNCTION job_channel();
DROP FUNCTION forget_held_attempt();
DROP FUNCTION refuse_job_change();
DROP FUNCTION job_retry_delay(uuid, integer);
DROP FUNCTION job_lease(text, integer, timestamptz, integer, timestamptz);
DROP FUNCTION job_status_may_become(text, text);
