-- Note that the graph takes no batches, and since when.
--
-- :param failure: text  why, without values
-- :returns: count
UPDATE graph_fence AS fence
SET
    failing_since = coalesce(fence.failing_since, statement_timestamp()),
    failure = :failure
WHERE fence.name = 'graph';
