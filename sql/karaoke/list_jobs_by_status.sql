-- List the jobs of one status, the newest first, page by page.
--
-- = ANY and the status in ORDER BY keep one plan for all statuses on the index of this list, as in
-- catalog.list_recordings_by_status: none ever walks over all jobs to find those of a rare status. The collation is
-- that of the index.
--
-- :param status: text  pending, processing, completed, failed or cancelled
-- :param after_created_at: timestamptz  created_at of the row that the page follows; year 9999 for the first page
-- :param after_id: uuid  id of that row; all f for the first page
-- :param row_limit: bigint  rows of the page; one more is returned where there are more
-- :returns: page karaoke.Job
-- :access: read
SELECT
    job.id,
    job.song_id,
    job.status,
    job.progress,
    job.message,
    job.priority,
    job.attempts,
    job.max_attempts,
    job.due_at,
    job.worker,
    job.lease_expires_at,
    job.error_message,
    job.finished_at,
    job.created_at,
    job.updated_at
FROM jobs AS job
WHERE
    job.status COLLATE "C" = ANY(ARRAY[:status]::text[])
    AND (job.created_at, job.id) < (:after_created_at, :after_id)
ORDER BY
    job.status COLLATE "C" DESC,
    job.created_at DESC,
    job.id DESC
LIMIT :row_limit + 1;
