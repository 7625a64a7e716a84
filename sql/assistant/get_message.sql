-- Find one message of a user by its id.
--
-- :param user_id: uuid  whose it is
-- :param message_id: uuid  the message
-- :returns: at most one assistant.Message
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
    message.id = :message_id
    AND message.user_id = :user_id;
