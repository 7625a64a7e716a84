-- Change the named columns of one recording; the others stay as they are.
--
-- :param recording_id: uuid  the recording
-- :param changed: text[]  names of the columns to change; only their parameters count, the others may be null
-- :param file_path: text or null  absolute path as the file system gives it, compared byte for byte; 1 to 4,096 bytes
-- :param file_name: text or null  1 to 255 characters
-- :param file_hash: text or null  SHA-256 of the content, 64 lower-case hex digits; null until hashed
-- :param secondary_hash: text or null  XXH128 of the content, 32 lower-case hex digits; null until hashed
-- :param file_size: bigint or null  bytes; null when not known
-- :param status: text or null  where the services are with the file, 1 to 50 characters
-- :param mime_type: text or null  1 to 100 characters
-- :param last_modified: timestamptz or null  when the content changed, as the file system says
-- :param correlation_id: uuid or null  the event that this is written for
-- :returns: one catalog.Recording
UPDATE recordings AS recording
SET
    file_path = CASE WHEN 'file_path' = ANY(:changed) THEN :file_path ELSE recording.file_path END,
    file_name = CASE WHEN 'file_name' = ANY(:changed) THEN :file_name ELSE recording.file_name END,
    file_hash = CASE WHEN 'file_hash' = ANY(:changed) THEN :file_hash ELSE recording.file_hash END,
    secondary_hash = CASE
        WHEN 'secondary_hash' = ANY(:changed) THEN :secondary_hash ELSE recording.secondary_hash
    END,
    file_size = CASE WHEN 'file_size' = ANY(:changed) THEN :file_size ELSE recording.file_size END,
    status = CASE WHEN 'status' = ANY(:changed) THEN :status ELSE recording.status END,
    mime_type = CASE WHEN 'mime_type' = ANY(:changed) THEN :mime_type ELSE recording.mime_type END,
    last_modified = CASE WHEN 'last_modified' = ANY(:changed) THEN :last_modified ELSE recording.last_modified END,
    correlation_id = CASE WHEN 'correlation_id' = ANY(:changed) THEN :correlation_id ELSE recording.correlation_id END
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
