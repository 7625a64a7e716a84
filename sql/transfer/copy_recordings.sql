-- Add recordings as they were exported, all or none, in COPY's binary format.
--
-- :param id: uuid  each given to one recording
-- :param file_path: text  absolute path as the file system gives it, compared byte for byte; 1 to 4,096 bytes
-- :param file_name: text  1 to 255 characters
-- :param file_hash: text or null  SHA-256 of the content, 64 lower-case hex digits; null until hashed
-- :param secondary_hash: text or null  XXH128 of the content, 32 lower-case hex digits; null until hashed
-- :param file_size: bigint or null  bytes; null when not known
-- :param status: text  where the services are with the file, 1 to 50 characters
-- :param mime_type: text or null  1 to 100 characters
-- :param last_modified: timestamptz or null  when the content changed, as the file system says
-- :param correlation_id: uuid or null  the event that this is written for
-- :param created_at: timestamptz  when the row was first written
-- :param updated_at: timestamptz  when something in it last changed
-- :returns: count
COPY recordings (
    id,
    file_path,
    file_name,
    file_hash,
    secondary_hash,
    file_size,
    status,
    mime_type,
    last_modified,
    correlation_id,
    created_at,
    updated_at
) FROM STDIN (FORMAT BINARY);
