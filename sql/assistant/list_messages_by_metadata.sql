-- List a user's messages whose metadata contains this, the newest first, page by page.
--
-- :param user_id: uuid  whose they are
-- :param metadata: jsonb  what it must contain; an object
-- :param after_created_at: timestamptz  created_at of the row that the page follows; year 9999 for the first page
-- :param after_id: uuid  id of that row; all f for the first page
-- :param row_limit: bigint  rows of the page; one more is returned where there are more
-- :returns: page assistant.Message
-- :access: read
-- :set: app.user_id = user_id
SELECT
    message.id,
    message.user_id,
    message.conversation_id,
    message.position,
    message.role,
    message.content,
    message.metadata,
    message.created_at
FROM messages AS message
WHERE
    message.user_id = :user_id
    -- holds for every message; the index is for who says it
    AND message.role <> ''
    AND message.metadata @> :metadata
    AND (message.created_at, message.id) < (:after_created_at, :after_id)
ORDER BY
    message.created_at DESC,
    message.id DESC
LIMIT :row_limit + 1;
