-- Find the value of one key of one recording.
--
-- :param recording_id: uuid  the recording
-- :param key: text  compared byte for byte
-- :returns: at most one catalog.Metadata
-- :access: read
SELECT
    entry.id,
    entry.recording_id,
    entry.key,
    entry.value,
    entry.value_type,
    entry.number,
    entry.correlation_id,
    entry.created_at,
    entry.updated_at
FROM metadata AS entry
WHERE
    entry.recording_id = :recording_id
    AND entry.key = :key;
