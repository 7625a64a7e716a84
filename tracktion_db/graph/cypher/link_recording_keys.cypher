// Write which keys recordings are in.
//
// :param rows: map[]  {uid, target, properties}
// :returns: nothing
UNWIND $rows AS row
MATCH (owner:Recording {uid: row.uid})
MATCH (target:Key {uid: row.target})
MERGE (owner)-[link:IN_KEY]->(target)
SET link = row.properties;
