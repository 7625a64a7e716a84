-- Find the tracklist of one recording.
--
-- :param recording_id: uuid  the recording
-- :returns: at most one catalog.Tracklist
-- :access: read
SELECT
    tracklist.id,
    tracklist.recording_id,
    tracklist.title,
    tracklist.artist,
    tracklist.source,
    tracklist.source_url,
    tracklist.tracks,
    tracklist.metadata,
    tracklist.track_count,
    tracklist.total_duration,
    tracklist.cue_file_path,
    tracklist.correlation_id,
    tracklist.created_at,
    tracklist.updated_at
FROM tracklists AS tracklist
WHERE tracklist.recording_id = :recording_id;
