// Record migrations as applied; what is recorded already stays as it is.
//
// :param rows: map[]  {uid, hash}
// :param applied_at: datetime  when they were
// :returns: nothing
UNWIND $rows AS row
MERGE (migration:GraphMigration {uid: row.uid})
ON CREATE SET migration.hash = row.hash, migration.applied_at = $applied_at;
