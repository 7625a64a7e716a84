// Remove genres that nothing has any more.
//
// :param uids: string[]  of those that may be alone now
// :returns: nothing
UNWIND $uids AS uid
MATCH (node:Genre {uid: uid})
WHERE NOT EXISTS { MATCH (node)<-[:HAS_GENRE]-() }
DETACH DELETE node;
