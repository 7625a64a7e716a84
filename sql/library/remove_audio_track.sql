-- Remove one track.
--
-- :param track_id: uuid  the track
-- :returns: count
DELETE FROM audio_tracks AS track
WHERE track.id = :track_id;
