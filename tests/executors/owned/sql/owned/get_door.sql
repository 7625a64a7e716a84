-- A door by its code.
--
-- :param code: text
-- :returns: one owned.Door
-- :access: read
-- :set: app.key = code
SELECT
    door.code,
    door.opened
FROM doors AS door
WHERE door.code = :code;
