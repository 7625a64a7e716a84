// Write how many recordings that have both of two genres there are; what comes to nothing is removed.
//
// :param rows: map[]  {uid, target, count}: one pair each
// :returns: nothing
UNWIND $rows AS row
MATCH (one:Genre {uid: row.uid})
MATCH (other:Genre {uid: row.target})
MERGE (one)-[link:RELATED_TO]->(other)
SET link.count = row.count
WITH link
WHERE link.count <= 0
DELETE link;
