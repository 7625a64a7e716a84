-- The doors that a code shows: all that row-level security lets through.
--
-- :param code: text
-- :returns: many owned.Door
-- :access: read
-- :set: app.key = code
SELECT
    door.code,
    door.opened
FROM doors AS door
WHERE :code IS NOT NULL
ORDER BY door.code;
