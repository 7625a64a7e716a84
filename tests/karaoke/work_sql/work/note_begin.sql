-- Note that a worker begins with a job.
--
-- :param job_id: uuid  the job
-- :param attempt: integer  its attempt
-- :param worker: text  who
-- :returns: count
INSERT INTO work (job_id, attempt, worker)
VALUES (:job_id, :attempt, :worker);
