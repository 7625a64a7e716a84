-- Add metadata to recordings, all or none: the n-th elements of the arrays are one row.
--
-- :param recording_ids: uuid[]  the recordings
-- :param keys: text[]  1 to 255 characters each; once per recording
-- :param values: text[] with nulls  at most 1,000,000 characters each; null when the key is known to have none
-- :param value_types: text[]  how readers should take the value, 1 to 50 characters each
-- :param correlation_ids: uuid[] with nulls  the events that the rows are written for; null where there is none
-- :returns: count
INSERT INTO metadata (
    recording_id,
    key,
    value,
    value_type,
    correlation_id
)
SELECT
    item.recording_id,
    item.key,
    item.value,
    item.value_type,
    item.correlation_id
FROM unnest(
    :recording_ids::uuid[],
    :keys::text[],
    :values::text[],
    :value_types::text[],
    :correlation_ids::uuid[]
) AS item (
    recording_id,
    key,
    value,
    value_type,
    correlation_id
);
