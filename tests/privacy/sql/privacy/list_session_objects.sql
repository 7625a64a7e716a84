-- List what this session has by a name: prepared statements and cursors.
--
-- :returns: many privacy.Named
-- :access: read
SELECT
    statement.name,
    statement.statement AS text
FROM pg_prepared_statements AS statement
UNION ALL
SELECT
    cursor.name,
    cursor.statement AS text
FROM pg_cursors AS cursor
ORDER BY
    name ASC,
    text ASC;
