// List which of these tracks the graph has.
//
// :param uids: string[]  of the tracks
// :returns: many graph.KnownNode
// :access: read
UNWIND $uids AS uid
MATCH (node:Track {uid: uid})
RETURN uid
ORDER BY uid;
