// Record that the graph has the musical keys and the moves between them.
//
// :param name: string  of the record
// :param hash: string  of what was written
// :param now: datetime  when this is
// :returns: nothing
MATCH (migration:GraphMigration {uid: $name})
SET migration.hash = $hash, migration.applied_at = $now;
