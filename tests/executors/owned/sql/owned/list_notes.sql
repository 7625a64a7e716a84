-- A user's notes; planned for each call.
--
-- :param user_id: uuid
-- :returns: many owned.Note
-- :access: read
-- :plan: custom  for these tests
-- :set: app.user_id = user_id
SELECT
    note.id,
    note.user_id,
    note.body
FROM notes AS note
WHERE note.user_id = :user_id
ORDER BY note.id;
