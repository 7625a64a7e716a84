// Remove that one track was played right before another, if it stands there twice both times.
//
// :param rows: map[]  {uid, target}: one pair each
// :returns: nothing
UNWIND $rows AS row
MATCH (one:Track {uid: row.uid})-[link:PLAYED_BEFORE]->(other)
WHERE coalesce(other.uid, '') = row.target
DELETE link;
