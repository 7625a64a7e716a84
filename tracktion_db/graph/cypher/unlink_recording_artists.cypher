// Remove which artists recordings are credited to, those that were doubled as well.
//
// :param rows: map[]  {uid, target, place}: place is its role
// :returns: nothing
UNWIND $rows AS row
MATCH (owner:Recording {uid: row.uid})-[link:PERFORMED_BY]->(target)
WHERE coalesce(target.uid, '') = row.target AND coalesce(link.role, '') = row.place
DELETE link;
