-- What the role has no right to.
--
-- :returns: many owned.Locked
-- :access: read
SELECT locked.id FROM locked_away AS locked
ORDER BY locked.id;
