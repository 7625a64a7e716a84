-- Remove one tracklist.
--
-- :param tracklist_id: uuid  the tracklist
-- :returns: count
DELETE FROM tracklists AS tracklist
WHERE tracklist.id = :tracklist_id;
