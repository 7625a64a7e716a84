-- Copy notes.
--
-- :param id: uuid
-- :param user_id: uuid
-- :param body: text
-- :returns: count
COPY notes (id, user_id, body) FROM STDIN (FORMAT BINARY);
