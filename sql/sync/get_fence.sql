-- Find out which graph belongs to this database, and how far it must be.
--
-- :returns: one sync.Fence
-- :access: read
SELECT
    fence.epoch,
    fence.token,
    fence.acknowledged_token
FROM graph_fence AS fence
WHERE fence.name = 'graph';
