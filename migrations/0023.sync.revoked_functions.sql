-- Nobody but the owner may make triggers of the functions that tell the graph: they run with the owner's rights.
--
-- Whoever may execute one could put it on a temporary table, with a type in it that has a cast of their own to uuid[]:
-- the function would call that cast, as the owner. The triggers of 0015 go on as they are, whoever writes: the right
-- is looked at when a trigger is made, not when it fires. So one that somebody has made already fires on:
-- SELECT tgrelid::regclass FROM pg_trigger WHERE tgfoid IN ('recordings_to_graph'::regproc, ...) lists them.
-- The functions of 0010 and 0011 that have the owner's rights are revoked there. All others run as who calls them.
--
-- depends: 0022.assistant.templates

REVOKE EXECUTE ON FUNCTION recordings_to_graph() FROM PUBLIC;
REVOKE EXECUTE ON FUNCTION metadata_to_graph() FROM PUBLIC;
REVOKE EXECUTE ON FUNCTION tracklists_to_graph() FROM PUBLIC;
