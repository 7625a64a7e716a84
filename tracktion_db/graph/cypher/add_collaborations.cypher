// Count recordings and tracks that two artists are credited on up and down; what comes to nothing is removed.
//
// :param rows: map[]  {uid, target, change}: one pair each, how many more, less than 0 for fewer
// :returns: nothing
UNWIND $rows AS row
MATCH (one:Artist {uid: row.uid})
MATCH (other:Artist {uid: row.target})
MERGE (one)-[link:COLLABORATED_WITH]->(other)
SET link.count = coalesce(link.count, 0) + row.change
WITH link
WHERE link.count <= 0
DELETE link;
