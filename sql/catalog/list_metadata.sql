-- List all metadata of one recording, by key.
--
-- :param recording_id: uuid  the recording
-- :returns: many catalog.Metadata
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
WHERE entry.recording_id = :recording_id
ORDER BY entry.key ASC;
