// Read what the graph has of tracklists: their properties and all that they own.
//
// :param uids: string[]  of the tracklists
// :returns: many graph.StoredNode
// :access: read
UNWIND $uids AS uid
MATCH (tracklist:Tracklist {uid: uid})
RETURN
    uid,
    properties(tracklist) AS properties,
    COLLECT {
        MATCH (tracklist)-[link:CONTAINS_TRACK]->(target)
        RETURN {
            type: type(link), uid: target.uid, properties: properties(link), target: properties(target)
        }
    } + COLLECT {
        MATCH (tracklist)<-[link:HAS_TRACKLIST]-(target)
        RETURN {type: type(link), uid: target.uid, properties: properties(link), target: {uid: target.uid}}
    } AS links
ORDER BY uid;
