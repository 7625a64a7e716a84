-- List all settings by their keys, page by page.
--
-- :param after_key: text  key of the row that the page follows; empty for the first page
-- :param row_limit: bigint  rows of the page; one more is returned where there are more
-- :returns: page assistant.Config
-- :access: read
SELECT
    setting.key,
    setting.value,
    setting.description,
    setting.version,
    setting.created_at,
    setting.updated_at
FROM config AS setting
WHERE setting.key > :after_key
ORDER BY setting.key ASC
LIMIT :row_limit + 1;
