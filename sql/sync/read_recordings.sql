-- Read what the graph shows of recordings; those that do not exist are missing.
--
-- :param ids: uuid[]  of the recordings
-- :returns: many sync.RecordingRow
-- :access: read
SELECT
    recording.id,
    recording.file_path,
    recording.file_name,
    recording.file_hash,
    recording.status,
    recording.created_at,
    recording.updated_at
FROM recordings AS recording
WHERE recording.id = ANY(:ids)
ORDER BY recording.id;
