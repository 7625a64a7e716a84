// Show what artists are beside what follows from who is credited: names and who was credited together.
//
// :param uids: string[]  of the artists
// :returns: many graph.CheckedNode
// :access: read
UNWIND $uids AS uid
MATCH (artist:Artist {uid: uid})
CALL (artist) {
    MATCH (artist)<-[link:PERFORMED_BY|RELEASED_BY]-()
    RETURN count(link) AS credited, collect(DISTINCT link.credited_as) AS names
}
CALL (artist) {
    MATCH (artist)-[link:COLLABORATED_WITH]->(other)
    RETURN collect({type: type(link), uid: other.uid, count: link.count}) AS stored
}
CALL (artist) {
    MATCH (artist)<-[:PERFORMED_BY]-(work)-[:PERFORMED_BY]->(other:Artist)
    WHERE other.uid > artist.uid
    WITH other.uid AS other_uid, count(DISTINCT work) AS times
    RETURN collect({type: 'COLLABORATED_WITH', uid: other_uid, count: times}) AS counted
}
RETURN uid, properties(artist) AS properties, credited = 0 AS is_lonely, names, stored, counted
ORDER BY uid;
