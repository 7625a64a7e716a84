-- List the ids of tracklists, in their order.
--
-- :param after_id: uuid  the one that the list follows; all 0 for the first
-- :param row_limit: integer  how many at most
-- :returns: many sync.Id
-- :access: read
SELECT tracklist.id
FROM tracklists AS tracklist
WHERE tracklist.id > :after_id
ORDER BY tracklist.id
LIMIT :row_limit;
