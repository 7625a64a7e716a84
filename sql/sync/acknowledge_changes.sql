-- Forget the changes that a batch has claimed and written, and no others of the same things.
--
-- :param ids: bigint[]  of the changes
-- :returns: count
DELETE FROM graph_outbox AS change
WHERE change.id = ANY(:ids);
