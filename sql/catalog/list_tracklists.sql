-- List all tracklists, the newest first, page by page.
--
-- :param after_created_at: timestamptz  created_at of the row that the page follows; year 9999 for the first page
-- :param after_id: uuid  id of that row; all f for the first page
-- :param row_limit: bigint  rows of the page; one more is returned where there are more
-- :returns: page catalog.Tracklist
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
WHERE (tracklist.created_at, tracklist.id) < (:after_created_at, :after_id)
ORDER BY
    tracklist.created_at DESC,
    tracklist.id DESC
LIMIT :row_limit + 1;
