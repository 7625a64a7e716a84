-- Tell that somebody works on a pending track now; in any other status it is refused.
--
-- pg_stat_statements tells statements that differ in constants only apart by their aliases (from PostgreSQL 18 on).
--
-- :param track_id: uuid  the track
-- :param changed_by: text  who changes it, 1 to 255 characters
-- :param reason: text or null  why, 1 to 2,000 characters
-- :returns: one library.AudioTrack
UPDATE audio_tracks AS taken
SET
    status = 'PROCESSING',
    status_changed_by = :changed_by,
    status_change_reason = :reason
WHERE taken.id = :track_id
RETURNING
    taken.id,
    taken.status,
    taken.title,
    taken.artist,
    taken.album,
    taken.genre,
    taken.year,
    taken.duration,
    taken.channels,
    taken.sample_rate,
    taken.bitrate,
    taken.format,
    taken.audio_path,
    taken.thumbnail_path,
    taken.error_message,
    taken.retry_count,
    taken.created_at,
    taken.updated_at;
