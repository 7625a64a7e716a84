-- Find recordings by their ids, in the order asked; an id without a recording has no row.
--
-- :param recording_ids: uuid[]  the recordings
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
FROM unnest(:recording_ids::uuid[]) WITH ORDINALITY AS asked (id, position)
INNER JOIN recordings AS recording ON asked.id = recording.id
ORDER BY asked.position ASC;
