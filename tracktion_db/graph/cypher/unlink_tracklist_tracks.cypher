// Remove which tracks sets contain, those that were doubled as well.
//
// :param rows: map[]  {uid, target, place}: place is its position
// :returns: nothing
UNWIND $rows AS row
MATCH (owner:Tracklist {uid: row.uid})-[link:CONTAINS_TRACK]->(target)
WHERE coalesce(target.uid, '') = row.target AND coalesce(link.position, -1) = row.place
DELETE link;
