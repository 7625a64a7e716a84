-- The extensions that the server has the files of, installed in this database or not, by name.
--
-- :returns: many
-- :access: read
SELECT available.name::text AS name
FROM pg_available_extensions AS available
ORDER BY available.name;
