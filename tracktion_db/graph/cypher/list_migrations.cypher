// List the migrations that the graph has, those of data too.
//
// :returns: many graph.AppliedMigration
// :access: read
// :waive scan: one node for each migration
MATCH (migration:GraphMigration)
RETURN
    migration.uid AS name,
    migration.hash AS hash,
    migration.applied_at AS applied_at
ORDER BY name;
