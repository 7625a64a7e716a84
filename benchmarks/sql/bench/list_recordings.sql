-- List the recordings of a status, the newest first, all of them.
--
-- :param status: text  as catalog.list_recordings_by_status takes it
-- :returns: many catalog.Recording
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
WHERE recording.status = :status
ORDER BY
    recording.created_at DESC,
    recording.id DESC;
