-- Find one conversation of a user by its id.
--
-- :param user_id: uuid  whose it is
-- :param conversation_id: uuid  the conversation
-- :returns: at most one assistant.Conversation
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
    conversation.id = :conversation_id
    AND conversation.user_id = :user_id;
