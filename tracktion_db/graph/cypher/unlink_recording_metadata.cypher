// Remove which metadata recordings have, those that were doubled as well.
//
// :param rows: map[]  {uid, target}
// :returns: nothing
UNWIND $rows AS row
MATCH (owner:Recording {uid: row.uid})-[link:HAS_METADATA]->(target)
WHERE coalesce(target.uid, '') = row.target
DELETE link;
