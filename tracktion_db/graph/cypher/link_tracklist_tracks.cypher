// Write which tracks sets contain.
//
// :param rows: map[]  {uid, target, place, properties}: place is its position
// :returns: nothing
UNWIND $rows AS row
MATCH (owner:Tracklist {uid: row.uid})
MATCH (target:Track {uid: row.target})
MERGE (owner)-[link:CONTAINS_TRACK {position: row.place}]->(target)
SET link = row.properties;
