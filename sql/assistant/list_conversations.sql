-- List a user's conversations, the last active first, page by page.
--
-- :param user_id: uuid  whose they are
-- :param after_updated_at: timestamptz  updated_at of the row that the page follows; year 9999 for the first page
-- :param after_id: uuid  id of that row; all f for the first page
-- :param row_limit: bigint  rows of the page; one more is returned where there are more
-- :returns: page assistant.Conversation
-- :access: read
-- :set: app.user_id = user_id
SELECT
    conversation.id,
    conversation.user_id,
    conversation.title,
    conversation.created_at,
    conversation.updated_at
FROM conversations AS conversation
WHERE
    conversation.user_id = :user_id
    AND (conversation.updated_at, conversation.id) < (:after_updated_at, :after_id)
ORDER BY
    conversation.updated_at DESC,
    conversation.id DESC
LIMIT :row_limit + 1;
