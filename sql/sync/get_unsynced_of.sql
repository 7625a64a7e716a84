-- Ask whether changes of these things up to a position are still to come, and whether one of them was refused.
--
-- :param up_to_id: bigint  the position
-- :param keys: text[]  uids of the things
-- :returns: one sync.Unsynced
-- :access: read
SELECT
    exists(
        SELECT
        FROM graph_outbox AS change
        WHERE change.id <= :up_to_id AND change.key = ANY(:keys)
    ) AS is_pending,
    (
        SELECT min(failure.reason)
        FROM graph_failures AS failure
        WHERE failure.key = ANY(:keys)
    ) AS refused;
