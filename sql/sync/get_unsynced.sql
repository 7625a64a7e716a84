-- Ask whether changes up to a position are still to come.
--
-- :param up_to_id: bigint  the position
-- :returns: one sync.Unsynced
-- :access: read
SELECT
    exists(
        SELECT
        FROM graph_outbox AS change
        WHERE change.id <= :up_to_id
    ) AS is_pending,
    NULL::text AS refused;
