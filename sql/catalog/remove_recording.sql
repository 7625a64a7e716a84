-- Remove one recording with its metadata, its tracklist and its rename proposals.
--
-- :param recording_id: uuid  the recording
-- :returns: count
DELETE FROM recordings AS recording
WHERE recording.id = :recording_id;
