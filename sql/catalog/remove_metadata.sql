-- Remove keys of one recording with their values.
--
-- :param recording_id: uuid  the recording
-- :param keys: text[]  compared byte for byte
-- :returns: count
DELETE FROM metadata AS entry
WHERE
    entry.recording_id = :recording_id
    AND entry.key = ANY(:keys::text[]);
