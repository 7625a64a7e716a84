-- Tell that the processing of a track is done; in any other status than PROCESSING it is refused.
--
-- pg_stat_statements tells statements that differ in constants only apart by their aliases (from PostgreSQL 18 on).
--
-- :param track_id: uuid  the track
-- :param changed_by: text  who changes it, 1 to 255 characters
-- :param reason: text or null  why, 1 to 2,000 characters
-- :returns: one library.AudioTrack
UPDATE audio_tracks AS completed
SET
    status = 'COMPLETED',
    status_changed_by = :changed_by,
    status_change_reason = :reason
WHERE completed.id = :track_id
RETURNING
    completed.id,
    completed.status,
    completed.title,
    completed.artist,
    completed.album,
    completed.genre,
    completed.year,
    completed.duration,
    completed.channels,
    completed.sample_rate,
    completed.bitrate,
    completed.format,
    completed.audio_path,
    completed.thumbnail_path,
    completed.error_message,
    completed.retry_count,
    completed.created_at,
    completed.updated_at;
