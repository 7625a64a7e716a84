-- List the messages of a conversation in reading order, from a row of that order on.
--
-- :param user_id: uuid  whose conversation it is
-- :param conversation_id: uuid  the conversation
-- :param row_limit: bigint  rows at most
-- :param row_offset: bigint  rows to pass over; each of them is read all the same
-- :returns: many assistant.Message
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
ORDER BY message.position ASC
LIMIT
    :row_limit
    OFFSET :row_offset;
