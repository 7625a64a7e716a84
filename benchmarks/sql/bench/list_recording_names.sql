-- List path, name, size and instants of the recordings of a status, the newest first, all of them.
--
-- :param status: text  as catalog.list_recordings_by_status takes it
-- :returns: many bench.RecordingName
-- :access: read
SELECT
    recording.id,
    recording.file_path,
    recording.file_size,
    recording.status,
    recording.created_at
FROM recordings AS recording
WHERE recording.status = :status
ORDER BY
    recording.created_at DESC,
    recording.id DESC;
