// Write how many recordings and tracks that two artists are credited on there are; what comes to nothing is removed.
//
// :param rows: map[]  {uid, target, count}: one pair each
// :returns: nothing
UNWIND $rows AS row
MATCH (one:Artist {uid: row.uid})
MATCH (other:Artist {uid: row.target})
MERGE (one)-[link:COLLABORATED_WITH]->(other)
SET link.count = row.count
WITH link
WHERE link.count <= 0
DELETE link;
