-- Add a note.
--
-- :param id: uuid
-- :param user_id: uuid  whose it is
-- :param body: text
-- :returns: count
-- :set: app.user_id = user_id
INSERT INTO notes (id, user_id, body)
VALUES (:id, :user_id, :body);
