-- Let no graph belong to this database but the one that is about to be built.
--
-- :param epoch: uuid  a new one
-- :returns: one sync.Fence
UPDATE graph_fence AS fence
SET
    epoch = :epoch,
    token = fence.token + 1,
    acknowledged_token = 0
WHERE fence.name = 'graph'
RETURNING
    fence.epoch,
    fence.token,
    fence.acknowledged_token;
