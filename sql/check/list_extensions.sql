-- List the extensions of this database.
--
-- :returns: many check.Extension
-- :access: read
SELECT extension.extname::text AS name
FROM pg_extension AS extension
ORDER BY extension.extname ASC;
