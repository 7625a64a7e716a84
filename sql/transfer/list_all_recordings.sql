-- All recordings, the oldest first.
--
-- :returns: many catalog.Recording
-- :access: read
-- :waive index: an export is of all rows
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
ORDER BY
    recording.created_at ASC,
    recording.id ASC;
