-- Make the months of status changes that are missing from this one on, and list those that were made.
--
-- What waits in the default partition moves to its month, in the same transaction. While a month is made nobody reads
-- or writes status changes; while none is missing nobody waits. Runs as the owner of the table.
--
-- :param months_ahead: integer  how many months after this one there should be
-- :returns: many library.StatusChangePartitionName
-- :waive nullable name: each is the name of a table that was made
-- :waive order: each is the name of another table
SELECT made.name
FROM add_audio_track_status_change_partitions(:months_ahead) AS made (name)
ORDER BY made.name ASC;
