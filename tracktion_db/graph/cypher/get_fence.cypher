// Read which database this graph belongs to, and how far it is.
//
// :returns: at most one graph.GraphFence
// :access: read
MATCH (fence:SyncFence {uid: 'graph'})
RETURN
    fence.epoch AS epoch,
    fence.database AS database,
    fence.token AS token
ORDER BY token
LIMIT 1;
