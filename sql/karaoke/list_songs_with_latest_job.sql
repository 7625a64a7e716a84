-- List all songs, the newest first, page by page, each with its latest job or none.
--
-- :param after_date_added: timestamptz  date_added of the row that the page follows; year 9999 for the first page
-- :param after_id: uuid  id of that row; all f for the first page
-- :param row_limit: bigint  rows of the page; one more is returned where there are more
-- :returns: page karaoke.SongWithJob
-- :access: read
SELECT
    song.id,
    song.title,
    song.artist,
    song.album,
    song.source,
    song.youtube_id,
    song.file_path,
    song.vocals_path,
    song.instrumental_path,
    song.lyrics,
    song.date_added,
    song.created_at,
    song.updated_at,
    latest.id AS job_id,
    latest.status AS job_status,
    latest.progress AS job_progress,
    latest.message AS job_message,
    latest.priority AS job_priority,
    latest.attempts AS job_attempts,
    latest.max_attempts AS job_max_attempts,
    latest.due_at AS job_due_at,
    latest.worker AS job_worker,
    latest.lease_expires_at AS job_lease_expires_at,
    latest.error_message AS job_error_message,
    latest.finished_at AS job_finished_at,
    latest.created_at AS job_created_at,
    latest.updated_at AS job_updated_at
FROM songs AS song
LEFT JOIN
    LATERAL (
        SELECT
            job.id,
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
        WHERE job.song_id = song.id
        ORDER BY
            job.created_at DESC,
            job.id DESC
        LIMIT 1
    ) AS latest
    ON true
WHERE (song.date_added, song.id) < (:after_date_added, :after_id)
ORDER BY
    song.date_added DESC,
    song.id DESC
LIMIT :row_limit + 1;
