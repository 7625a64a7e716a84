-- One note of a user.
--
-- :param id: uuid
-- :param user_id: uuid
-- :returns: one owned.Note
-- :access: read
-- :set: app.user_id = user_id
SELECT
    note.id,
    note.user_id,
    note.body
FROM notes AS note
WHERE
    note.id = :id
    AND note.user_id = :user_id;
