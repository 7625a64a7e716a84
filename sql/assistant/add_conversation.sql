-- Begin a conversation.
--
-- :param user_id: uuid  whose it will be
-- :param title: text or null  1 to 500 characters; null for none yet
-- :returns: one assistant.Conversation
-- :set: app.user_id = user_id
INSERT INTO conversations AS conversation (
    user_id,
    title
)
VALUES (
    :user_id,
    :title
)
RETURNING
    conversation.id,
    conversation.user_id,
    conversation.title,
    conversation.created_at,
    conversation.updated_at;
