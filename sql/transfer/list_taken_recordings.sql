-- Which of these rows cannot be added, because a recording has their id, path or hash already.
--
-- The n-th elements of the arrays are one row. A row stands here once for each field that is taken.
--
-- :param ids: uuid[]  each given to one recording
-- :param file_paths: text[]  absolute paths, compared byte for byte; 1 to 4,096 bytes each
-- :param file_hashes: text[] with nulls  SHA-256, 64 lower-case hex digits; null where not hashed
-- :param secondary_hashes: text[] with nulls  XXH128, 32 lower-case hex digits; null where not hashed
-- :returns: many transfer.Taken
-- :access: read
-- :waive order: WITH ORDINALITY numbers each given row once, and one recording has what is unique of it
-- :waive none-useless file_hashes: the n-th elements are one row, and a null keeps its place
-- :waive none-useless secondary_hashes: the n-th elements are one row, and a null keeps its place
WITH given AS MATERIALIZED (
    SELECT
        item.number - 1 AS row,
        item.id,
        item.file_path,
        item.file_hash,
        item.secondary_hash
    FROM unnest(
        :ids::uuid[], :file_paths::text[], :file_hashes::text[], :secondary_hashes::text[]
    ) WITH ORDINALITY AS item (id, file_path, file_hash, secondary_hash, number)
)
SELECT
    given.row,
    'id' AS field
FROM given
INNER JOIN recordings AS recording ON given.id = recording.id
UNION ALL
SELECT
    given.row,
    'file_path' AS field
FROM given
INNER JOIN recordings AS recording
    ON md5(given.file_path)::uuid = md5(recording.file_path)::uuid
UNION ALL
SELECT
    given.row,
    'file_hash' AS field
FROM given
INNER JOIN recordings AS recording ON given.file_hash = recording.file_hash
UNION ALL
SELECT
    given.row,
    'secondary_hash' AS field
FROM given
INNER JOIN recordings AS recording ON given.secondary_hash = recording.secondary_hash
ORDER BY
    row ASC,
    field ASC;
