-- Add metadata to many recordings, all or none, in COPY's binary format.
--
-- :param recording_id: uuid  the recording
-- :param key: text  1 to 255 characters; once per recording
-- :param value: text or null  at most 1,000,000 characters; null when the key is known to have none
-- :param value_type: text  how readers should take the value, 1 to 50 characters
-- :param correlation_id: uuid or null  the event that this is written for
-- :returns: count
COPY metadata (
    recording_id,
    key,
    value,
    value_type,
    correlation_id
) FROM STDIN (FORMAT BINARY);
