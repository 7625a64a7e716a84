// Show whether any recording has these values of metadata.
//
// :param uids: string[]  of the values
// :returns: many graph.CheckedNode
// :access: read
UNWIND $uids AS uid
MATCH (metadata:Metadata {uid: uid})
RETURN
    uid,
    properties(metadata) AS properties,
    NOT EXISTS { MATCH (metadata)<-[:HAS_METADATA]-() } AS is_lonely,
    [] AS names,
    [] AS stored,
    [] AS counted
ORDER BY uid;
