-- Name a conversation, or take its name away.
--
-- :param user_id: uuid  whose it is
-- :param conversation_id: uuid  the conversation
-- :param title: text or null  1 to 500 characters; null for none
-- :returns: one assistant.Conversation
-- :set: app.user_id = user_id
UPDATE conversations AS conversation
SET title = :title
WHERE
    conversation.id = :conversation_id
    AND conversation.user_id = :user_id
RETURNING
    conversation.id,
    conversation.user_id,
    conversation.title,
    conversation.created_at,
    conversation.updated_at;
