-- List the recordings whose metadata has this value under this key, in the order of their ids, page by page.
--
-- :param key: text  for example genre
-- :param value: text  compared byte for byte
-- :param after_id: uuid  id of the row that the page follows; all 0 for the first page
-- :param row_limit: bigint  rows of the page; one more is returned where there are more
-- :returns: page catalog.Recording
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
FROM metadata AS entry
INNER JOIN recordings AS recording ON entry.recording_id = recording.id
WHERE
    entry.key = :key
    AND md5(entry.value)::uuid = md5(:value)::uuid
    AND entry.value = :value
    AND entry.recording_id > :after_id
ORDER BY entry.recording_id ASC
LIMIT :row_limit + 1;
