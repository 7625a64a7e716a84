-- Add recordings one by one in the order given, and tell for each what became of it.
--
-- A recording whose path or hash is taken, by an earlier one of the arrays or by one that was there, is not added;
-- the others are. The n-th elements of the arrays are one recording. A row that is taken by what another
-- transaction added after this statement began is told as duplicate_concurrent, without an id: this statement
-- cannot see whose it is.
--
-- :param file_paths: text[]  absolute paths, compared byte for byte; 1 to 4,096 bytes each
-- :param file_names: text[]  1 to 255 characters each
-- :param file_hashes: text[] with nulls  SHA-256, 64 lower-case hex digits; null where not hashed
-- :param secondary_hashes: text[] with nulls  XXH128, 32 lower-case hex digits; null where not hashed
-- :param file_sizes: bigint[] with nulls  bytes; null where not known
-- :param statuses: text[]  1 to 50 characters each
-- :param mime_types: text[] with nulls  1 to 100 characters; null where not known
-- :param last_modifieds: timestamptz[] with nulls  when the content changed; null where not known
-- :param correlation_ids: uuid[] with nulls  the events that the rows are written for; null where there is none
-- :returns: many catalog.RecordingOutcome
WITH given AS MATERIALIZED (
    SELECT
        item.number - 1 AS row,
        gen_random_uuid() AS id,
        item.file_path,
        item.file_name,
        item.file_hash,
        item.secondary_hash,
        item.file_size,
        item.status,
        item.mime_type,
        item.last_modified,
        item.correlation_id
    FROM unnest(
        :file_paths::text[],
        :file_names::text[],
        :file_hashes::text[],
        :secondary_hashes::text[],
        :file_sizes::bigint[],
        :statuses::text[],
        :mime_types::text[],
        :last_modifieds::timestamptz[],
        :correlation_ids::uuid[]
    ) WITH ORDINALITY AS item (
        file_path,
        file_name,
        file_hash,
        secondary_hash,
        file_size,
        status,
        mime_type,
        last_modified,
        correlation_id,
        number
    )
),
added AS (
    INSERT INTO recordings AS recording (
        id,
        file_path,
        file_name,
        file_hash,
        secondary_hash,
        file_size,
        status,
        mime_type,
        last_modified,
        correlation_id
    )
    SELECT
        given.id,
        given.file_path,
        given.file_name,
        given.file_hash,
        given.secondary_hash,
        given.file_size,
        given.status,
        given.mime_type,
        given.last_modified,
        given.correlation_id
    FROM given
    ORDER BY given.row ASC
    ON CONFLICT DO NOTHING
    RETURNING
        recording.id,
        recording.file_path,
        recording.file_hash,
        recording.secondary_hash
),
refused AS MATERIALIZED (
    SELECT
        given.row,
        given.file_path,
        given.file_hash,
        given.secondary_hash
    FROM given
    WHERE given.id NOT IN (SELECT added.id FROM added)
),
-- What is there now and was not there before this statement is in added, what was there before is in recordings.
outcomes AS (
    SELECT
        given.row,
        0 AS preference,
        'added' AS outcome,
        given.id
    FROM given
    WHERE given.id IN (SELECT added.id FROM added)
    UNION ALL
    SELECT
        refused.row,
        1 AS preference,
        'duplicate_path' AS outcome,
        added.id
    FROM refused
    INNER JOIN added ON refused.file_path = added.file_path
    UNION ALL
    SELECT
        refused.row,
        1 AS preference,
        'duplicate_path' AS outcome,
        recording.id
    FROM refused
    INNER JOIN recordings AS recording
        ON
            md5(refused.file_path)::uuid = md5(recording.file_path)::uuid
            AND refused.file_path = recording.file_path
    UNION ALL
    SELECT
        refused.row,
        2 AS preference,
        'duplicate_file_hash' AS outcome,
        added.id
    FROM refused
    INNER JOIN added ON refused.file_hash = added.file_hash
    UNION ALL
    SELECT
        refused.row,
        2 AS preference,
        'duplicate_file_hash' AS outcome,
        recording.id
    FROM refused
    INNER JOIN recordings AS recording ON refused.file_hash = recording.file_hash
    UNION ALL
    SELECT
        refused.row,
        3 AS preference,
        'duplicate_secondary_hash' AS outcome,
        added.id
    FROM refused
    INNER JOIN added ON refused.secondary_hash = added.secondary_hash
    UNION ALL
    SELECT
        refused.row,
        3 AS preference,
        'duplicate_secondary_hash' AS outcome,
        recording.id
    FROM refused
    INNER JOIN recordings AS recording ON refused.secondary_hash = recording.secondary_hash
    UNION ALL
    SELECT
        refused.row,
        4 AS preference,
        'duplicate_concurrent' AS outcome,
        NULL::uuid AS id
    FROM refused
)
SELECT DISTINCT ON (outcomes.row)
    outcomes.row,
    outcomes.outcome,
    outcomes.id
FROM outcomes
ORDER BY
    outcomes.row ASC,
    outcomes.preference ASC;
