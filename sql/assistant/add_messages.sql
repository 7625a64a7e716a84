-- Add messages, all or none: the n-th elements of the arrays are one message.
--
-- One conversation after the other, so that two who add to the same ones never wait crosswise; within a
-- conversation in the order given.
--
-- :param user_id: uuid  whose conversations they are
-- :param conversation_ids: uuid[]  their conversations, ones of this user
-- :param roles: text[]  who speaks: user, assistant or system
-- :param contents: text[]  at most 1,000,000 characters each
-- :param metadata: jsonb[]  what else is known about each; objects
-- :returns: count
-- :set: app.user_id = user_id
INSERT INTO messages (
    user_id,
    conversation_id,
    role,
    content,
    metadata
)
SELECT
    :user_id AS user_id,
    item.conversation_id,
    item.role,
    item.content,
    item.metadata
FROM
    unnest(
        :conversation_ids::uuid[],
        :roles::text[],
        :contents::text[],
        :metadata::jsonb[]
    ) WITH ORDINALITY
        AS item (
            conversation_id,
            role,
            content,
            metadata,
            number
        )
ORDER BY
    item.conversation_id ASC,
    item.number ASC;
