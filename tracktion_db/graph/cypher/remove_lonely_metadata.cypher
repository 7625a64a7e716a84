// Remove metadata that nothing has any more.
//
// :param uids: string[]  of those that may be alone now
// :returns: nothing
UNWIND $uids AS uid
MATCH (node:Metadata {uid: uid})
WHERE NOT EXISTS { MATCH (node)<-[:HAS_METADATA]-() }
DETACH DELETE node;
