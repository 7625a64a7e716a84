-- Note that a worker is still at a job, or has done it.
--
-- :param job_id: uuid  the job
-- :param attempt: integer  its attempt
-- :param worker: text  who
-- :param is_done: boolean  whether it is done
-- :returns: count
UPDATE work AS noted
SET
    seen_at = clock_timestamp(),
    is_done = :is_done
WHERE
    noted.job_id = :job_id
    AND noted.attempt = :attempt
    AND noted.worker = :worker;
