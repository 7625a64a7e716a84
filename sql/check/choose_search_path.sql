-- Look up names as a function does that has a search_path of its own, until the transaction ends.
--
-- :param search_path: text  as pg_proc.proconfig has it
-- :returns: at most one check.Setting
SELECT
    'search_path' AS name,
    set_config('search_path', :search_path, TRUE) AS value;
