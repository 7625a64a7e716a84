-- Every note that row-level security shows: a statement that forgot its filter.
--
-- :returns: many owned.Note
-- :access: read
SELECT
    note.id,
    note.user_id,
    note.body
FROM notes AS note
ORDER BY note.id;
