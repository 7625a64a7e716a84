-- List the status changes of all tracks in a span of time, the newest first, page by page.
--
-- :param since: timestamptz  start of the span
-- :param until: timestamptz  end of the span, outside of it
-- :param after_changed_at: timestamptz  changed_at of the row that the page follows; until for the first page
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
    change.changed_at >= :since
    -- One upper bound, not two: with a second one the index might start from until on every page.
    AND (change.changed_at, change.id) < (least(:after_changed_at::timestamptz, :until::timestamptz), :after_id)
ORDER BY
    change.changed_at DESC,
    change.id DESC
LIMIT :row_limit + 1;
