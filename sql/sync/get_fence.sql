-- Find out which graph belongs to this database, how far it must be, and which database this is.
--
-- :returns: one sync.Fence
-- :access: read
-- :waive read-only: pg_control_system reads a file of the server
SELECT
    fence.epoch,
    own_server.system_identifier::text || '/' || own_database.oid::text AS database,
    fence.token,
    fence.acknowledged_token
FROM graph_fence AS fence
CROSS JOIN pg_control_system() AS own_server
CROSS JOIN pg_database AS own_database
WHERE
    fence.name = 'graph'
    AND own_database.datname = current_database()
    AND own_server.system_identifier IS NOT NULL;
