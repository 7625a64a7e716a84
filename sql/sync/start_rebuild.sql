-- Begin a rebuild; only one can be unfinished.
--
-- :returns: one sync.Rebuild
-- :waive index: it counts both tables, once
INSERT INTO graph_rebuilds AS rebuild (total)
SELECT
    (SELECT count(*) FROM recordings)
    + (SELECT count(*) FROM tracklists)
RETURNING
    rebuild.id,
    rebuild.phase,
    rebuild.after_id,
    rebuild.enqueued,
    rebuild.total,
    rebuild.created_at;
