// Remove tracks.
//
// :param uids: string[]  of the tracks
// :returns: nothing
UNWIND $uids AS uid
MATCH (node:Track {uid: uid})
DETACH DELETE node;
