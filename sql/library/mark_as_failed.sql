-- Tell that the processing of a track failed, and why; in any other status than PROCESSING it is refused.
--
-- pg_stat_statements tells statements that differ in constants only apart by their aliases (from PostgreSQL 18 on).
--
-- :param track_id: uuid  the track
-- :param changed_by: text  who changes it, 1 to 255 characters
-- :param error_message: text  why, 1 to 2,000 characters
-- :returns: one library.AudioTrack
UPDATE audio_tracks AS failed
SET
    status = 'FAILED',
    error_message = :error_message,
    status_changed_by = :changed_by
WHERE failed.id = :track_id
RETURNING
    failed.id,
    failed.status,
    failed.title,
    failed.artist,
    failed.album,
    failed.genre,
    failed.year,
    failed.duration,
    failed.channels,
    failed.sample_rate,
    failed.bitrate,
    failed.format,
    failed.audio_path,
    failed.thumbnail_path,
    failed.error_message,
    failed.retry_count,
    failed.created_at,
    failed.updated_at;
