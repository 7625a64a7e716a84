-- List all tracklists by id.
--
-- :returns: many catalog.Tracklist
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
ORDER BY tracklist.id ASC;
