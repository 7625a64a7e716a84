// Write which artists released albums.
//
// :param rows: map[]  {uid, target, properties}
// :returns: nothing
UNWIND $rows AS row
MATCH (owner:Album {uid: row.uid})
MATCH (target:Artist {uid: row.target})
MERGE (owner)-[link:RELEASED_BY]->(target)
SET link = row.properties;
