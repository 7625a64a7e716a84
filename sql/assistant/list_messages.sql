-- List the messages of a conversation in reading order, page by page.
--
-- :param user_id: uuid  whose conversation it is
-- :param conversation_id: uuid  the conversation
-- :param after_position: integer  position of the row that the page follows; 0 for the first page
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
    AND message.conversation_id = :conversation_id
    AND message.position > :after_position
ORDER BY message.position ASC
LIMIT :row_limit + 1;
