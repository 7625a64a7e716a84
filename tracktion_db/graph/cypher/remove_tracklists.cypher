// Remove tracklists and all that they own or that points at them.
//
// :param uids: string[]  of the tracklists
// :returns: nothing
UNWIND $uids AS uid
MATCH (node:Tracklist {uid: uid})
DETACH DELETE node;
