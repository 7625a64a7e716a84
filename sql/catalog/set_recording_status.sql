-- Set the status of one recording.
--
-- :param recording_id: uuid  the recording
-- :param status: text  where the services are with the file, 1 to 50 characters
-- :param correlation_id: uuid or null  the event that this is written for; null leaves the former one
-- :returns: one catalog.Recording
UPDATE recordings AS recording
SET
    status = :status,
    correlation_id = coalesce(:correlation_id, recording.correlation_id)
WHERE recording.id = :recording_id
RETURNING
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
    recording.updated_at;
