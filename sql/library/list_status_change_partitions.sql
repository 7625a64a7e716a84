-- List the partitions of the status changes, the oldest first, the one that takes what has no month last.
--
-- :returns: many library.StatusChangePartition
-- :access: read
-- :waive order: a partition has one parent, and its name once in a schema
SELECT
    partition.relname::text AS name,
    bounds.texts[1]::timestamptz AS since,
    bounds.texts[2]::timestamptz AS until,
    -- -1 says that the server has not counted yet
    nullif(partition.reltuples, -1)::bigint AS estimated_rows
FROM pg_inherits AS link
INNER JOIN pg_class AS partition ON link.inhrelid = partition.oid
LEFT JOIN LATERAL regexp_match(
    pg_get_expr(partition.relpartbound, partition.oid),
    '^FOR VALUES FROM \(''(.*)''\) TO \(''(.*)''\)$'
) AS bounds (texts) ON TRUE
WHERE link.inhparent = 'audio_track_status_changes'::regclass
ORDER BY
    since ASC NULLS LAST,
    partition.relname ASC;
