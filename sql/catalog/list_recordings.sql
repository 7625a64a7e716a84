-- List all recordings, the newest first, page by page.
--
-- :param after_created_at: timestamptz  created_at of the row that the page follows; year 9999 for the first page
-- :param after_id: uuid  id of that row; all f for the first page
-- :param row_limit: bigint  rows of the page; one more is returned where there are more
-- :returns: page catalog.Recording
-- :access: read
SELECT
    recording.id,
    recording.file_path,
    recording.file_name,
    recording.file_hash,
    recording.secondary_hash,
    recording.file_size,
    recording.status,
    recording.mime_type,
    recording.last_modified,
    recording.correlation_id,
    recording.created_at,
    recording.updated_at
FROM recordings AS recording
WHERE (recording.created_at, recording.id) < (:after_created_at, :after_id)
ORDER BY
    recording.created_at DESC,
    recording.id DESC
LIMIT :row_limit + 1;
