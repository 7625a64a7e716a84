// Count recordings that show a genre below another up and down; what comes to nothing is removed.
//
// :param rows: map[]  {uid, target, change}: one pair each, how many more, less than 0 for fewer
// :returns: nothing
UNWIND $rows AS row
MATCH (one:Genre {uid: row.uid})
MATCH (other:Genre {uid: row.target})
MERGE (one)-[link:SUBGENRE_OF]->(other)
SET link.count = coalesce(link.count, 0) + row.change
WITH link
WHERE link.count <= 0
DELETE link;
