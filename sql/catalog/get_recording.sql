-- Find one recording by its id.
--
-- :param recording_id: uuid  the recording
-- :returns: at most one catalog.Recording
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
WHERE recording.id = :recording_id;
