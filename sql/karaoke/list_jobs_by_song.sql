-- List the jobs of one song, whatever became of them, the newest first, page by page.
--
-- :param song_id: uuid  the song
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
    job.song_id = :song_id
    AND (job.created_at, job.id) < (:after_created_at, :after_id)
ORDER BY
    job.created_at DESC,
    job.id DESC
LIMIT :row_limit + 1;
