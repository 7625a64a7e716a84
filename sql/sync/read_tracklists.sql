-- Read what the graph shows of tracklists; those that do not exist are missing.
--
-- :param ids: uuid[]  of the tracklists
-- :returns: many sync.TracklistRow
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
    tracklist.created_at,
    tracklist.updated_at
FROM tracklists AS tracklist
WHERE tracklist.id = ANY(:ids)
ORDER BY tracklist.id;
