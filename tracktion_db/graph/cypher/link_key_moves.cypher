// Write the moves from one musical key to another.
//
// :param rows: map[]  {uid, target, properties}: one pair each
// :returns: nothing
UNWIND $rows AS row
MATCH (one:Key {uid: row.uid})
MATCH (other:Key {uid: row.target})
MERGE (one)-[link:COMPATIBLE]->(other)
SET link = row.properties;
