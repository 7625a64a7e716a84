-- Find the rebuild that is not finished.
--
-- :returns: at most one sync.Rebuild
-- :access: read
SELECT
    rebuild.id,
    rebuild.phase,
    rebuild.after_id,
    rebuild.enqueued,
    rebuild.total,
    rebuild.created_at
FROM graph_rebuilds AS rebuild
WHERE rebuild.finished_at IS NULL
ORDER BY rebuild.id
LIMIT 1;
