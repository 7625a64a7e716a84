-- The server's tree of what stands in a temporary function, which the transaction has just made.
--
-- :param function_name: text  its name
-- :returns: at most one check.AnalysedBody
-- :access: read
-- :waive cardinality: the transaction has just made the only one of this name
SELECT function.prosqlbody::text AS tree
FROM pg_proc AS function
WHERE
    function.proname = :function_name
    AND function.pronamespace = pg_my_temp_schema()
    AND function.prosqlbody IS NOT NULL;
