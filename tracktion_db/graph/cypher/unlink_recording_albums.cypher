// Remove which albums recordings are part of, those that were doubled as well.
//
// :param rows: map[]  {uid, target}
// :returns: nothing
UNWIND $rows AS row
MATCH (owner:Recording {uid: row.uid})-[link:PART_OF]->(target)
WHERE coalesce(target.uid, '') = row.target
DELETE link;
