// Lock the record of the musical keys for this transaction, and say what was written last.
//
// :param name: string  of the record
// :param now: datetime  when this is
// :returns: one graph.KeySeed
MERGE (migration:GraphMigration {uid: $name})
SET migration.tried_at = $now
WITH migration
RETURN coalesce(migration.hash, '') AS hash
LIMIT 1;
