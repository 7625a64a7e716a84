-- List the tracklists that contain a track, the newest first, page by page.
--
-- The matches are found first, through the index on the tracks: left to itself the planner may walk all
-- tracklists from the newest on and open each one's tracks, in the hope of filling the page soon.
--
-- :param track: jsonb  object that one of the tracks must contain, for example {"title": "Strings of Life"}
-- :param after_created_at: timestamptz  created_at of the row that the page follows; year 9999 for the first page
-- :param after_id: uuid  id of that row; all f for the first page
-- :param row_limit: bigint  rows of the page; one more is returned where there are more
-- :returns: page catalog.Tracklist
-- :access: read
WITH containing AS MATERIALIZED (
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
    WHERE tracklist.tracks @> jsonb_build_array(:track::jsonb)
)
SELECT
    containing.id,
    containing.recording_id,
    containing.title,
    containing.artist,
    containing.source,
    containing.source_url,
    containing.tracks,
    containing.metadata,
    containing.track_count,
    containing.total_duration,
    containing.cue_file_path,
    containing.correlation_id,
    containing.created_at,
    containing.updated_at
FROM containing
WHERE (containing.created_at, containing.id) < (:after_created_at, :after_id)
ORDER BY
    containing.created_at DESC,
    containing.id DESC
LIMIT :row_limit + 1;
