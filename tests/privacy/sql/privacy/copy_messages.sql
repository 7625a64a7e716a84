-- Copy messages.
--
-- :param user_id: uuid  whose they are
-- :param conversation_id: uuid  the conversation
-- :param position: integer  in it
-- :param role: text  who speaks
-- :param content: text  what was said
-- :returns: count
COPY messages (user_id, conversation_id, position, role, content) FROM STDIN (FORMAT BINARY);
