-- List what the graph refused, the oldest first, page by page.
--
-- :param only_dead: boolean  leave out what will be tried again by itself
-- :param after_created_at: timestamptz  created_at of the row that the page follows; year 1 for the first page
-- :param after_id: uuid  id of that row; all 0 for the first page
-- :param row_limit: bigint  rows of the page; one more is returned where there are more
-- :returns: page sync.Failure
-- :access: read
SELECT
    failure.id,
    failure.kind,
    failure.key,
    failure.attempts,
    failure.next_at,
    failure.error_code,
    failure.reason,
    failure.created_at,
    failure.updated_at
FROM graph_failures AS failure
WHERE
    (failure.created_at, failure.id) > (:after_created_at, :after_id)
    AND NOT (:only_dead AND failure.next_at IS NOT NULL)
ORDER BY
    failure.created_at,
    failure.id
LIMIT :row_limit + 1;
