// Lock the fence for a batch, and say what stood there; the batch with the greater token has passed.
//
// The first write of each transaction, so that no two of them see the graph at once.
//
// :param epoch: string  of the database
// :param database: string  which one of those with this epoch
// :param token: integer  of the batch
// :returns: at most one graph.GraphFence
MATCH (fence:SyncFence {uid: 'graph'})
SET fence.touched = $token
WITH fence, fence.epoch AS epoch, fence.database AS database, fence.token AS token
SET fence.token = CASE
    WHEN epoch = $epoch AND coalesce(database, $database) = $database AND token < $token THEN $token
    ELSE token
END
RETURN epoch, database, token;
