// Write which tracklists recordings have; the tracklist owns it.
//
// :param rows: map[]  {uid, targets}: uid is the tracklist, targets the recordings
// :returns: nothing
UNWIND $rows AS row
MATCH (owner:Tracklist {uid: row.uid})
UNWIND row.targets AS uid
MATCH (target:Recording {uid: uid})
MERGE (target)-[:HAS_TRACKLIST]->(owner);
