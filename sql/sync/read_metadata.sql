-- Read what the graph shows of the metadata of recordings.
--
-- :param ids: uuid[]  of the recordings
-- :returns: many sync.MetadataRow
-- :access: read
SELECT
    entry.recording_id,
    entry.key,
    entry.value,
    entry.value_type
FROM metadata AS entry
WHERE entry.recording_id = ANY(:ids)
ORDER BY
    entry.recording_id,
    entry.key;
