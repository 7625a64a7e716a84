-- Let no graph belong to this database but the one that is about to be built.
--
-- :param epoch: uuid  a new one
-- :returns: one sync.Fence
UPDATE graph_fence AS fence
SET
    epoch = :epoch,
    token = fence.token + 1,
    acknowledged_token = 0,
    failing_since = NULL,
    failure = NULL
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
