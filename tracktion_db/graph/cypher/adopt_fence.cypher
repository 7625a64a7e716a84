// Let this graph belong to one of the databases with its epoch. One that belongs to one of them already keeps it.
//
// :param epoch: string  of the database
// :param database: string  which one of those with this epoch
// :returns: nothing
MATCH (fence:SyncFence {uid: 'graph'})
WHERE fence.epoch = $epoch AND fence.database IS NULL
SET fence.database = $database;
