-- List the ids of recordings, in their order.
--
-- :param after_id: uuid  the one that the list follows; all 0 for the first
-- :param row_limit: integer  how many at most
-- :returns: many sync.Id
-- :access: read
SELECT recording.id
FROM recordings AS recording
WHERE recording.id > :after_id
ORDER BY recording.id
LIMIT :row_limit;
