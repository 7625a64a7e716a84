-- Draw the token of one batch: greater than any before, and committed before anything is read.
--
-- :returns: one sync.Fence
UPDATE graph_fence AS fence
SET token = fence.token + 1
FROM pg_control_system() AS own_server
CROSS JOIN pg_database AS own_database
WHERE
    fence.name = 'graph'
    AND own_database.datname = current_database()
    AND own_server.system_identifier IS NOT NULL
RETURNING
    fence.epoch,
    own_server.system_identifier::text || '/' || own_database.oid::text AS database,
    fence.token,
    fence.acknowledged_token;
