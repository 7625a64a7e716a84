-- Make pg_stat_statements readable in this database. The server must preload it; needs the right to create extensions.
--
-- :returns: nothing
CREATE EXTENSION IF NOT EXISTS pg_stat_statements;
