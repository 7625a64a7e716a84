-- Change a note of a user.
--
-- :param id: uuid
-- :param user_id: uuid
-- :param body: text
-- :returns: one owned.Note
-- :set: app.user_id = user_id
UPDATE notes AS note
SET body = :body
WHERE
    note.id = :id
    AND note.user_id = :user_id
RETURNING
    note.id,
    note.user_id,
    note.body;
