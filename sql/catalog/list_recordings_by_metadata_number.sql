-- List the recordings whose metadata has a number in this range under this key, by number, page by page.
--
-- Values that are no plain decimal number are not in the range, whatever they say.
--
-- :param key: text  for example bpm
-- :param minimum: numeric  smallest number that counts
-- :param maximum: numeric  largest number that counts
-- :param after_number: numeric  number of the row that the page follows; the minimum for the first page
-- :param after_id: uuid  id of that row's recording; all 0 for the first page
-- :param row_limit: bigint  rows of the page; one more is returned where there are more
-- :returns: page catalog.NumberedRecording
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
    recording.updated_at,
    entry.number
FROM metadata AS entry
INNER JOIN recordings AS recording ON entry.recording_id = recording.id
WHERE
    entry.key = :key
    -- One lower bound, not two: with a second one the index might start from the minimum on every page.
    AND (entry.number, entry.recording_id) > (greatest(:after_number::numeric, :minimum::numeric), :after_id)
    AND entry.number <= :maximum
ORDER BY
    entry.number ASC,
    entry.recording_id ASC
LIMIT :row_limit + 1;
