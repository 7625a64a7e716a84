-- Find the recording with this path or, where there is none, add it.
--
-- A recording that is there is returned as it stands, and nothing is written. Whoever adds a path at the same
-- moment as others gets the winner's row: DO NOTHING waits for the winner, whichever of the unique columns says so
-- first (all adders of one path may carry one hash, and a conflict target would let the other columns raise), and
-- the second INSERT meets the winner's row by its path and touches it once, so that it can be returned although
-- this statement's snapshot is older. A path that is new with a hash that another path holds is refused.
--
-- :param file_path: text  absolute path as the file system gives it, compared byte for byte; 1 to 4,096 bytes
-- :param file_name: text  1 to 255 characters
-- :param file_hash: text or null  SHA-256 of the content, 64 lower-case hex digits; null until hashed
-- :param secondary_hash: text or null  XXH128 of the content, 32 lower-case hex digits; null until hashed
-- :param file_size: bigint or null  bytes; null when not known
-- :param status: text  where the services are with the file, 1 to 50 characters
-- :param mime_type: text or null  1 to 100 characters
-- :param last_modified: timestamptz or null  when the content changed, as the file system says
-- :param correlation_id: uuid or null  the event that this is written for
-- :returns: one catalog.Recording
-- :waive cardinality: found, added and lost exclude each other: each is empty when one before it has the row
WITH given AS (
    SELECT
        :file_path::text AS file_path,
        :file_name::text AS file_name,
        :file_hash::text AS file_hash,
        :secondary_hash::text AS secondary_hash,
        :file_size::bigint AS file_size,
        :status::text AS status,
        :mime_type::text AS mime_type,
        :last_modified::timestamptz AS last_modified,
        :correlation_id::uuid AS correlation_id
),
found AS (
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
    FROM recordings AS recording
    WHERE
        md5(recording.file_path)::uuid = md5(:file_path)::uuid
        AND recording.file_path = :file_path
),
added AS (
    INSERT INTO recordings AS recording (
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
    WHERE NOT EXISTS (SELECT found.id FROM found)
    ON CONFLICT DO NOTHING
    RETURNING
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
),
lost AS (
    INSERT INTO recordings AS recording (
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
    WHERE
        NOT EXISTS (SELECT found.id FROM found)
        AND NOT EXISTS (SELECT added.id FROM added)
    ON CONFLICT ((md5(file_path)::uuid)) DO UPDATE
        SET file_path = excluded.file_path
        -- Two paths of one MD5 can be made on purpose: the other one is left alone.
        WHERE recording.file_path = excluded.file_path
    RETURNING
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
)
SELECT
    found.id,
    found.file_path,
    found.file_name,
    found.file_hash,
    found.secondary_hash,
    found.file_size,
    found.status,
    found.mime_type,
    found.last_modified,
    found.correlation_id,
    found.created_at,
    found.updated_at
FROM found
UNION ALL
SELECT
    added.id,
    added.file_path,
    added.file_name,
    added.file_hash,
    added.secondary_hash,
    added.file_size,
    added.status,
    added.mime_type,
    added.last_modified,
    added.correlation_id,
    added.created_at,
    added.updated_at
FROM added
UNION ALL
SELECT
    lost.id,
    lost.file_path,
    lost.file_name,
    lost.file_hash,
    lost.secondary_hash,
    lost.file_size,
    lost.status,
    lost.mime_type,
    lost.last_modified,
    lost.correlation_id,
    lost.created_at,
    lost.updated_at
FROM lost;
