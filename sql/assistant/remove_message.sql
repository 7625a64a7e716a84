-- Remove one message of a user.
--
-- :param user_id: uuid  whose it is
-- :param message_id: uuid  the message
-- :returns: count
-- :set: app.user_id = user_id
DELETE FROM messages AS message
WHERE
    message.id = :message_id
    AND message.user_id = :user_id;
