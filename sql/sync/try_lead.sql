-- Become the one worker that writes to the graph, until this transaction ends.
--
-- Nothing depends on it but time: the fence would refuse a second worker's batch, after all its work.
--
-- :returns: one sync.Leading
SELECT pg_try_advisory_xact_lock(hashtext('graph_outbox'), hashtext(current_setting('search_path'))) AS is_leading;
