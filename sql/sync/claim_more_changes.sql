-- Take further changes of the things of a batch, so that what a load wrote in several statements is read once.
--
-- :param after_id: bigint  the last change of the batch
-- :param up_to_id: bigint  how far to look
-- :param keys: text[]  the uids of its things
-- :returns: many sync.Change
SELECT
    change.id,
    change.kind,
    change.key,
    change.created_at
FROM graph_outbox AS change
WHERE
    change.id > :after_id
    AND change.id <= :up_to_id
    AND change.key = ANY(:keys)
ORDER BY change.id
FOR UPDATE SKIP LOCKED;
