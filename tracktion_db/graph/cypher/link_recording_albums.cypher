// Write which albums recordings are part of.
//
// :param rows: map[]  {uid, target, properties}
// :returns: nothing
UNWIND $rows AS row
MATCH (owner:Recording {uid: row.uid})
MATCH (target:Album {uid: row.target})
MERGE (owner)-[link:PART_OF]->(target)
SET link = row.properties;
