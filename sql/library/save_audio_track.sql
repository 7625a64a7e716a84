-- Add one track or, where its id is there, write it anew but for status, error_message and retry_count.
--
-- :param id: uuid  the track
-- :param status: text  PENDING, PROCESSING, COMPLETED or FAILED; of a new track
-- :param title: text  1 to 1,000 characters
-- :param artist: text or null  1 to 1,000 characters; null when not known
-- :param album: text or null  1 to 1,000 characters; null when not known
-- :param genre: text or null  1 to 255 characters; null when not known
-- :param year: smallint or null  1800 to 2100; null when not known
-- :param duration: double precision or null  seconds, below 1e9; null when not known
-- :param channels: smallint or null  1 to 16; null when not known
-- :param sample_rate: integer or null  Hz; null when not known
-- :param bitrate: integer or null  bits per second; null when not known
-- :param format: text or null  of the file, 1 to 50 characters; null when not known
-- :param audio_path: text or null  gs://bucket/object or absolute path, up to 4,096 bytes; null when unknown
-- :param thumbnail_path: text or null  gs://bucket/object or absolute path, up to 4,096 bytes; null when unknown
-- :param error_message: text or null  why processing failed, up to 2,000 characters; null if it did not; of a new track
-- :param retry_count: integer  how often processing was started again; of a new track
-- :returns: one library.AudioTrack
INSERT INTO audio_tracks AS track (
    id,
    status,
    title,
    artist,
    album,
    genre,
    year,
    duration,
    channels,
    sample_rate,
    bitrate,
    format,
    audio_path,
    thumbnail_path,
    error_message,
    retry_count
)
VALUES (
    :id,
    :status,
    :title,
    :artist,
    :album,
    :genre,
    :year,
    :duration,
    :channels,
    :sample_rate,
    :bitrate,
    :format,
    :audio_path,
    :thumbnail_path,
    :error_message,
    :retry_count
)
ON CONFLICT (id) DO UPDATE
    SET
        title = excluded.title,
        artist = excluded.artist,
        album = excluded.album,
        genre = excluded.genre,
        year = excluded.year,
        duration = excluded.duration,
        channels = excluded.channels,
        sample_rate = excluded.sample_rate,
        bitrate = excluded.bitrate,
        format = excluded.format,
        audio_path = excluded.audio_path,
        thumbnail_path = excluded.thumbnail_path
RETURNING
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
    track.updated_at;
