-- Draw the token of one batch: greater than any before, and committed before anything is read.
--
-- :returns: one sync.Fence
UPDATE graph_fence AS fence
SET token = fence.token + 1
WHERE fence.name = 'graph'
RETURNING
    fence.epoch,
    fence.token,
    fence.acknowledged_token;
