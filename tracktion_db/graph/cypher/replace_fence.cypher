// Let this graph belong to a database, whatever it belonged to.
//
// :param epoch: string  of the database
// :param database: string  which one of those with this epoch
// :param token: integer  the graph takes batches above it
// :returns: nothing
MERGE (fence:SyncFence {uid: 'graph'})
SET fence.epoch = $epoch, fence.database = $database, fence.token = $token;
