-- Have a failed track processed again: it is pending, once more counted, and without its error; else it is refused.
--
-- pg_stat_statements tells statements that differ in constants only apart by their aliases (from PostgreSQL 18 on).
--
-- :param track_id: uuid  the track
-- :param changed_by: text  who changes it, 1 to 255 characters
-- :param reason: text or null  why, 1 to 2,000 characters
-- :returns: one library.AudioTrack
UPDATE audio_tracks AS retried
SET
    status = 'PENDING',
    status_changed_by = :changed_by,
    status_change_reason = :reason
WHERE retried.id = :track_id
RETURNING
    retried.id,
    retried.status,
    retried.title,
    retried.artist,
    retried.album,
    retried.genre,
    retried.year,
    retried.duration,
    retried.channels,
    retried.sample_rate,
    retried.bitrate,
    retried.format,
    retried.audio_path,
    retried.thumbnail_path,
    retried.error_message,
    retried.retry_count,
    retried.created_at,
    retried.updated_at;
