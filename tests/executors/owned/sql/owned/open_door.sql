-- Open a door; by 0 is an error.
--
-- :param code: text
-- :param divisor: integer
-- :returns: one owned.Door
-- :set: app.key = code
UPDATE doors AS door
SET opened = door.opened + 1 / :divisor
WHERE door.code = :code
RETURNING
    door.code,
    door.opened;
