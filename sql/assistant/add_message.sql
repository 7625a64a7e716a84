-- Add a message behind the last one of its conversation.
--
-- :param user_id: uuid  whose conversation it is
-- :param conversation_id: uuid  the conversation, one of this user
-- :param role: text  who speaks: user, assistant or system
-- :param content: text  at most 1,000,000 characters
-- :param metadata: jsonb  what else is known about it; an object
-- :returns: one assistant.Message
-- :set: app.user_id = user_id
INSERT INTO messages AS message (
    user_id,
    conversation_id,
    role,
    content,
    metadata
)
VALUES (
    :user_id,
    :conversation_id,
    :role,
    :content,
    :metadata
)
RETURNING
    message.id,
    message.user_id,
    message.conversation_id,
    message.position,
    message.role,
    message.content,
    message.metadata,
    message.created_at;
