// Write which metadata recordings have.
//
// :param rows: map[]  {uid, targets}: the uids of all at once
// :returns: nothing
UNWIND $rows AS row
MATCH (owner:Recording {uid: row.uid})
UNWIND row.targets AS uid
MATCH (target:Metadata {uid: uid})
MERGE (owner)-[:HAS_METADATA]->(target);
