-- Take one month out of the history of status changes; its table stays, to be copied away and dropped.
--
-- Runs as the owner of the table, and waits for who reads or writes status changes. PostgreSQL can do it CONCURRENTLY
-- only where there is no default partition.
--
-- :param month: date  any day of the month, UTC
-- :returns: one library.StatusChangePartitionName
SELECT detached.name
FROM detach_audio_track_status_change_partition(:month) AS detached (name)
WHERE detached.name IS NOT NULL;
