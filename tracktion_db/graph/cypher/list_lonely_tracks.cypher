// List tracks that nothing has any more, and the artists that they were credited to.
//
// :param uids: string[]  of those that may be alone now
// :returns: many graph.LonelyNode
// :access: read
UNWIND $uids AS uid
MATCH (node:Track {uid: uid})
WHERE NOT EXISTS { MATCH (node)<-[:CONTAINS_TRACK]-() }
RETURN
    uid,
    COLLECT { MATCH (node)-[:PERFORMED_BY]->(artist) RETURN DISTINCT artist.uid } AS artists
ORDER BY uid;
