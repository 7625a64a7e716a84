-- List the last messages of a conversation, in reading order.
--
-- :param user_id: uuid  whose conversation it is
-- :param conversation_id: uuid  the conversation
-- :param row_limit: bigint  so many at most
-- :returns: many assistant.Message
-- :access: read
-- :set: app.user_id = user_id
SELECT
    last.id,
    last.user_id,
    last.conversation_id,
    last.position,
    last.role,
    last.content,
    last.metadata,
    last.created_at
FROM (
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
    ORDER BY message.position DESC
    LIMIT :row_limit
) AS last
ORDER BY last.position ASC;
