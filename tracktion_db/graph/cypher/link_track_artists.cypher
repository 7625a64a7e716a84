// Write which artists tracks of sets are credited to.
//
// :param rows: map[]  {uid, target, place, properties}: place is its role
// :returns: nothing
UNWIND $rows AS row
MATCH (owner:Track {uid: row.uid})
MATCH (target:Artist {uid: row.target})
MERGE (owner)-[link:PERFORMED_BY {role: row.place}]->(target)
SET link = row.properties;
