// Show what tracks of sets are beside what follows from the sets that contain them.
//
// :param uids: string[]  of the tracks
// :returns: many graph.CheckedNode
// :access: read
UNWIND $uids AS uid
MATCH (track:Track {uid: uid})
RETURN
    uid,
    properties(track) AS properties,
    NOT EXISTS { MATCH (track)<-[:CONTAINS_TRACK]-() } AS is_lonely,
    [] AS names,
    COLLECT {
        MATCH (track)-[link:PLAYED_BEFORE]->(other)
        RETURN {type: type(link), uid: other.uid, count: link.count, last_at: link.last_at}
    } + COLLECT {
        MATCH (track)-[link:PERFORMED_BY]->(other)
        RETURN {type: type(link), uid: other.uid, place: link.role, credited_as: link.credited_as}
    } AS stored,
    COLLECT {
        MATCH (track)<-[entry:CONTAINS_TRACK]-()
        WHERE entry.next IS NOT NULL
        WITH entry.next AS other_uid, count(entry) AS times, max(entry.played_at) AS last_at
        RETURN {type: 'PLAYED_BEFORE', uid: other_uid, count: times, last_at: last_at}
    } AS counted
ORDER BY uid;
