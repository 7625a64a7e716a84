-- Note that the batch of this token is done: the graph is never again behind it.
--
-- :param token: bigint  of the batch
-- :returns: count
UPDATE graph_fence AS fence
SET
    acknowledged_token = greatest(fence.acknowledged_token, :token),
    acknowledged_at = statement_timestamp(),
    failing_since = NULL,
    failure = NULL
WHERE fence.name = 'graph';
