-- Remove one song with its jobs.
--
-- :param song_id: uuid  the song
-- :returns: count
DELETE FROM songs AS song
WHERE song.id = :song_id;
