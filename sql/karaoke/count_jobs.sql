-- Count the jobs of each status.
--
-- :returns: many karaoke.JobCount
-- :access: read
-- :waive index: a question of operators, who want all of them counted; remove_finished_jobs keeps them few
SELECT
    job.status,
    count(*) AS jobs
FROM jobs AS job
GROUP BY job.status
ORDER BY job.status ASC;
