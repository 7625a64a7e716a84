// List which of these albums the graph has.
//
// :param uids: string[]  of the albums
// :returns: many graph.KnownNode
// :access: read
UNWIND $uids AS uid
MATCH (node:Album {uid: uid})
RETURN uid
ORDER BY uid;
