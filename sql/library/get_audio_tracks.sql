-- Find tracks by their ids, in the order asked; an id without a track has a row without one.
--
-- :param track_ids: uuid[]  the tracks
-- :returns: many library.FoundAudioTrack
-- :access: read
SELECT
    asked.id,
    CASE
        WHEN track.id IS NOT NULL
        THEN
            jsonb_build_object(
                'id', track.id,
                'status', track.status,
                'title', track.title,
                'artist', track.artist,
                'album', track.album,
                'genre', track.genre,
                'year', track.year,
                'duration', track.duration,
                'channels', track.channels,
                'sample_rate', track.sample_rate,
                'bitrate', track.bitrate,
                'format', track.format,
                'audio_path', track.audio_path,
                'thumbnail_path', track.thumbnail_path,
                'error_message', track.error_message,
                'retry_count', track.retry_count,
                'created_at', track.created_at,
                'updated_at', track.updated_at
            )
    END AS track
FROM unnest(:track_ids::uuid[]) WITH ORDINALITY AS asked (id, position)
LEFT JOIN audio_tracks AS track ON asked.id = track.id
ORDER BY asked.position ASC;
