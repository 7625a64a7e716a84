-- List the recordings that hold one of these hashes, as file_hash or as secondary_hash; the oldest first.
--
-- :param hashes: text[]  SHA-256 (64 lower-case hex digits) and XXH128 (32) may be mixed
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
WHERE
    recording.file_hash = ANY(:hashes::text[])
    OR recording.secondary_hash = ANY(:hashes::text[])
ORDER BY
    recording.created_at ASC,
    recording.id ASC;
