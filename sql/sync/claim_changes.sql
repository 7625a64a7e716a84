-- Take changes for one batch, the oldest first; nobody else gets them until this transaction ends.
--
-- :param after_id: bigint  leave out what has a smaller id, or this one; 0 for all
-- :param row_limit: integer  how many at most
-- :returns: many sync.Change
SELECT
    change.id,
    change.kind,
    change.key,
    change.created_at
FROM graph_outbox AS change
WHERE change.id > :after_id
ORDER BY change.id
LIMIT :row_limit
FOR UPDATE SKIP LOCKED;
