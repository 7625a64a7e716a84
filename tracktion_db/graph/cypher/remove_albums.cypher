// Remove albums.
//
// :param uids: string[]  of the albums
// :returns: nothing
UNWIND $uids AS uid
MATCH (node:Album {uid: uid})
DETACH DELETE node;
