-- Takes back 0023.sync.revoked_functions: anybody may make triggers of these functions again, which is not safe.

GRANT EXECUTE ON FUNCTION recordings_to_graph() TO PUBLIC;
GRANT EXECUTE ON FUNCTION metadata_to_graph() TO PUBLIC;
GRANT EXECUTE ON FUNCTION tracklists_to_graph() TO PUBLIC;
