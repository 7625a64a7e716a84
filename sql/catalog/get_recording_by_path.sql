-- Find one recording by its path.
--
-- :param file_path: text  absolute path as the file system gives it, compared byte for byte
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
WHERE
    md5(recording.file_path)::uuid = md5(:file_path)::uuid
    AND recording.file_path = :file_path;
