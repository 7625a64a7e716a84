-- Find one track by its id.
--
-- :param track_id: uuid  the track
-- :returns: at most one library.AudioTrack
-- :access: read
SELECT
    track.id,
    track.status,
    track.title,
    track.artist,
    track.album,
    track.genre,
    track.year,
    track.duration,
    track.channels,
    track.sample_rate,
    track.bitrate,
    track.format,
    track.audio_path,
    track.thumbnail_path,
    track.error_message,
    track.retry_count,
    track.created_at,
    track.updated_at
FROM audio_tracks AS track
WHERE track.id = :track_id;
