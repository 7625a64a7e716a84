// Write which genres recordings have.
//
// :param rows: map[]  {uid, target, properties}
// :returns: nothing
UNWIND $rows AS row
MATCH (owner:Recording {uid: row.uid})
MATCH (target:Genre {uid: row.target})
MERGE (owner)-[link:HAS_GENRE]->(target)
SET link = row.properties;
