-- All tracks, the oldest first.
--
-- :returns: many library.AudioTrack
-- :access: read
-- :waive index: an export is of all rows
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
ORDER BY
    track.created_at ASC,
    track.id ASC;
