// Remove artists that nothing has any more.
//
// :param uids: string[]  of those that may be alone now
// :returns: nothing
UNWIND $uids AS uid
MATCH (node:Artist {uid: uid})
WHERE NOT EXISTS { MATCH (node)<-[:PERFORMED_BY|RELEASED_BY]-() }
DETACH DELETE node;
