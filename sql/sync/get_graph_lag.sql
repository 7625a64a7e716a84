-- Find out how far the graph is behind.
--
-- :returns: one sync.GraphLag
-- :access: read
-- :waive index: what was refused is little, or the matter of the day
SELECT
    waiting.depth,
    coalesce(extract(EPOCH FROM statement_timestamp() - oldest.created_at), 0)::double precision AS oldest_seconds,
    refused.retrying,
    refused.dead,
    fence.token,
    fence.acknowledged_token,
    fence.acknowledged_at,
    fence.failing_since,
    fence.failure
FROM graph_fence AS fence
CROSS JOIN (
    -- Counted so far only: what matters about a million is that it is many.
    SELECT count(*) AS depth
    FROM (SELECT FROM graph_outbox LIMIT 100000) AS counted
) AS waiting
CROSS JOIN (
    SELECT
        count(*) FILTER (WHERE failure.next_at IS NOT NULL) AS retrying,
        count(*) FILTER (WHERE failure.next_at IS NULL) AS dead
    FROM graph_failures AS failure
) AS refused
LEFT JOIN LATERAL (
    SELECT change.created_at
    FROM graph_outbox AS change
    ORDER BY change.id
    LIMIT 1
) AS oldest ON true
WHERE fence.name = 'graph';
