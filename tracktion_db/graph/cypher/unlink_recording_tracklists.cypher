// Remove which tracklists recordings have, those that were doubled as well.
//
// :param rows: map[]  {uid, target}: uid is the tracklist, target the recording
// :returns: nothing
UNWIND $rows AS row
MATCH (owner:Tracklist {uid: row.uid})<-[link:HAS_TRACKLIST]-(target)
WHERE coalesce(target.uid, '') = row.target
DELETE link;
