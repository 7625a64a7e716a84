// Remove which keys recordings are in, those that were doubled as well.
//
// :param rows: map[]  {uid, target}
// :returns: nothing
UNWIND $rows AS row
MATCH (owner:Recording {uid: row.uid})-[link:IN_KEY]->(target)
WHERE coalesce(target.uid, '') = row.target
DELETE link;
