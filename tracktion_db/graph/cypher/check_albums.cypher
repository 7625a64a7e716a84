// Show what albums are and who released them.
//
// :param uids: string[]  of the albums
// :returns: many graph.CheckedNode
// :access: read
UNWIND $uids AS uid
MATCH (album:Album {uid: uid})
RETURN
    uid,
    properties(album) AS properties,
    NOT EXISTS { MATCH (album)<-[:PART_OF]-() } AS is_lonely,
    [] AS names,
    COLLECT {
        MATCH (album)-[link:RELEASED_BY]->(other)
        RETURN {type: type(link), uid: other.uid, credited_as: link.credited_as}
    } AS stored,
    [] AS counted
ORDER BY uid;
