-- List the status changes of one track, the oldest first, page by page.
--
-- :param track_id: uuid  the track, which may be removed by now
-- :param after_changed_at: timestamptz  changed_at of the row that the page follows; year 1 for the first page
-- :param after_id: uuid  id of that row; all 0 for the first page
-- :param row_limit: bigint  rows of the page; one more is returned where there are more
-- :returns: page library.AudioTrackStatusChange
-- :access: read
SELECT
    change.id,
    change.audio_track_id,
    change.from_status,
    change.to_status,
    change.changed_by,
    change.reason,
    change.changed_at
FROM audio_track_status_changes AS change
WHERE
    change.audio_track_id = :track_id
    AND (change.changed_at, change.id) > (:after_changed_at, :after_id)
ORDER BY
    change.changed_at ASC,
    change.id ASC
LIMIT :row_limit + 1;
