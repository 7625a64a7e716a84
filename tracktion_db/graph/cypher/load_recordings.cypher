// Read what the graph has of recordings: their properties and all that they own.
//
// :param uids: string[]  of the recordings
// :returns: many graph.StoredNode
// :access: read
UNWIND $uids AS uid
MATCH (recording:Recording {uid: uid})
RETURN
    uid,
    properties(recording) AS properties,
    COLLECT {
        MATCH (recording)-[link:HAS_METADATA|PERFORMED_BY|PART_OF|HAS_GENRE|IN_KEY]->(target)
        RETURN {
            type: type(link), uid: target.uid, properties: properties(link), target: properties(target)
        }
    } AS links
ORDER BY uid;
