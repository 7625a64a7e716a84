// Remove recordings and all that they own or that points at them.
//
// :param uids: string[]  of the recordings
// :returns: nothing
UNWIND $uids AS uid
MATCH (node:Recording {uid: uid})
DETACH DELETE node;
