-- Add recordings, all or none: the n-th elements of the arrays are one recording.
--
-- :param file_paths: text[]  absolute paths, compared byte for byte; 1 to 4,096 bytes each
-- :param file_names: text[]  1 to 255 characters each
-- :param file_hashes: text[] with nulls  SHA-256, 64 lower-case hex digits; null where not hashed
-- :param secondary_hashes: text[] with nulls  XXH128, 32 lower-case hex digits; null where not hashed
-- :param file_sizes: bigint[] with nulls  bytes; null where not known
-- :param statuses: text[]  1 to 50 characters each
-- :param mime_types: text[] with nulls  1 to 100 characters; null where not known
-- :param last_modifieds: timestamptz[] with nulls  when the content changed; null where not known
-- :param correlation_ids: uuid[] with nulls  the events that the rows are written for; null where there is none
-- :returns: count
INSERT INTO recordings (
    file_path,
    file_name,
    file_hash,
    secondary_hash,
    file_size,
    status,
    mime_type,
    last_modified,
    correlation_id
)
SELECT
    item.file_path,
    item.file_name,
    item.file_hash,
    item.secondary_hash,
    item.file_size,
    item.status,
    item.mime_type,
    item.last_modified,
    item.correlation_id
FROM unnest(
    :file_paths::text[],
    :file_names::text[],
    :file_hashes::text[],
    :secondary_hashes::text[],
    :file_sizes::bigint[],
    :statuses::text[],
    :mime_types::text[],
    :last_modifieds::timestamptz[],
    :correlation_ids::uuid[]
) AS item (
    file_path,
    file_name,
    file_hash,
    secondary_hash,
    file_size,
    status,
    mime_type,
    last_modified,
    correlation_id
);
