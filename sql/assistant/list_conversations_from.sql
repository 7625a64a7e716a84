-- List a user's conversations, the last active first, from a row of that order on.
--
-- :param user_id: uuid  whose they are
-- :param row_limit: bigint  rows at most
-- :param row_offset: bigint  rows to pass over; each of them is read all the same
-- :returns: many assistant.Conversation
-- :access: read
-- :set: app.user_id = user_id
SELECT
    conversation.id,
    conversation.user_id,
    conversation.title,
    conversation.created_at,
    conversation.updated_at
FROM conversations AS conversation
WHERE conversation.user_id = :user_id
ORDER BY
    conversation.updated_at DESC,
    conversation.id DESC
LIMIT
    :row_limit
    OFFSET :row_offset;
