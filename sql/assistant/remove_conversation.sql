-- Remove a conversation with its messages.
--
-- :param user_id: uuid  whose it is
-- :param conversation_id: uuid  the conversation
-- :returns: count
-- :set: app.user_id = user_id
DELETE FROM conversations AS conversation
WHERE
    conversation.id = :conversation_id
    AND conversation.user_id = :user_id;
