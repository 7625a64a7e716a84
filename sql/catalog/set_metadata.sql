-- Set the values of many keys of one recording: new keys are added, others changed, keys not named stay.
--
-- A value that is there already is returned as it stands, without a new version of its row. The rest goes in by
-- key, so that two writers of one recording wait for each other instead of dead-locking.
--
-- :param recording_id: uuid  the recording
-- :param keys: text[]  1 to 255 characters each, no key twice
-- :param values: text[] with nulls  of the n-th key, at most 1,000,000 characters; null when it has none
-- :param value_types: text[]  how readers should take the n-th value, 1 to 50 characters
-- :param correlation_id: uuid or null  the event that this is written for; null leaves the former one
-- :returns: many catalog.Metadata
-- :waive order: no key is given twice, and written leaves out those of unchanged
WITH given AS (
    SELECT
        item.key,
        item.value,
        item.value_type
    FROM unnest(
        :keys::text[],
        :values::text[],
        :value_types::text[]
    ) AS item (
        key,
        value,
        value_type
    )
),
unchanged AS (
    SELECT
        entry.id,
        entry.recording_id,
        entry.key,
        entry.value,
        entry.value_type,
        entry.number,
        entry.correlation_id,
        entry.created_at,
        entry.updated_at
    FROM given
    INNER JOIN metadata AS entry ON given.key = entry.key
    WHERE
        entry.recording_id = :recording_id
        AND entry.value IS NOT DISTINCT FROM given.value
        AND entry.value_type = given.value_type
),
written AS (
    INSERT INTO metadata AS entry (
        recording_id,
        key,
        value,
        value_type,
        correlation_id
    )
    SELECT
        :recording_id,
        given.key,
        given.value,
        given.value_type,
        :correlation_id
    FROM given
    WHERE given.key NOT IN (SELECT unchanged.key FROM unchanged)
    ORDER BY given.key ASC
    ON CONFLICT (recording_id, key) DO UPDATE
        SET
            value = excluded.value,
            value_type = excluded.value_type,
            correlation_id = coalesce(excluded.correlation_id, entry.correlation_id)
    RETURNING
        entry.id,
        entry.recording_id,
        entry.key,
        entry.value,
        entry.value_type,
        entry.number,
        entry.correlation_id,
        entry.created_at,
        entry.updated_at
)
SELECT
    unchanged.id,
    unchanged.recording_id,
    unchanged.key,
    unchanged.value,
    unchanged.value_type,
    unchanged.number,
    unchanged.correlation_id,
    unchanged.created_at,
    unchanged.updated_at
FROM unchanged
UNION ALL
SELECT
    written.id,
    written.recording_id,
    written.key,
    written.value,
    written.value_type,
    written.number,
    written.correlation_id,
    written.created_at,
    written.updated_at
FROM written
ORDER BY key ASC;
