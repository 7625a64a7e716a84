"""The rules that migrations keep so that the schema may stand once for each tenant, on any server."""
