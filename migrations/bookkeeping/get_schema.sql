-- The schema that migrations go into, and the search_path that chose it.
--
-- :returns: one
-- :access: read
SELECT
    current_schema() AS schema,
    current_setting('search_path') AS search_path;
