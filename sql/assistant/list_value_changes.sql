-- List what became of a setting, the latest change first, page by page.
--
-- :param key: text  1 to 100 characters, compared byte for byte
-- :param after_changed_at: timestamptz  changed_at of the row that the page follows; year 9999 for the first page
-- :param after_id: uuid  id of that row; all f for the first page
-- :param row_limit: bigint  rows of the page; one more is returned where there are more
-- :returns: page assistant.ConfigChange
-- :access: read
SELECT
    change.id,
    change.key,
    change.version,
    change.old_value,
    change.new_value,
    change.changed_by,
    change.changed_at
FROM config_changes AS change
WHERE
    change.key = :key
    AND (change.changed_at, change.id) < (:after_changed_at, :after_id)
ORDER BY
    change.changed_at DESC,
    change.id DESC
LIMIT :row_limit + 1;
