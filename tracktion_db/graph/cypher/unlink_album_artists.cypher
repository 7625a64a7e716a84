// Remove which artists released albums, those that were doubled as well.
//
// :param rows: map[]  {uid, target}
// :returns: nothing
UNWIND $rows AS row
MATCH (owner:Album {uid: row.uid})-[link:RELEASED_BY]->(target)
WHERE coalesce(target.uid, '') = row.target
DELETE link;
