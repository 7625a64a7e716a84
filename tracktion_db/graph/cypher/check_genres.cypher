// Show what genres are beside what follows from the recordings that have them.
//
// :param uids: string[]  of the genres
// :returns: many graph.CheckedNode
// :access: read
UNWIND $uids AS uid
MATCH (genre:Genre {uid: uid})
CALL (genre) {
    MATCH (genre)-[link:RELATED_TO|SUBGENRE_OF]->(other)
    RETURN collect({type: type(link), uid: other.uid, count: link.count}) AS stored
}
CALL (genre) {
    MATCH (genre)<-[:HAS_GENRE]-(recording)-[:HAS_GENRE]->(other:Genre)
    WHERE other.uid > genre.uid
    WITH other.uid AS other_uid, count(DISTINCT recording) AS times
    RETURN collect({type: 'RELATED_TO', uid: other_uid, count: times}) AS related
}
CALL (genre) {
    MATCH (genre)<-[link:HAS_GENRE]-()
    WHERE link.parent IS NOT NULL
    WITH link.parent AS other_uid, count(link) AS times
    RETURN collect({type: 'SUBGENRE_OF', uid: other_uid, count: times}) AS above
}
RETURN
    uid,
    properties(genre) AS properties,
    NOT EXISTS { MATCH (genre)<-[:HAS_GENRE]-() } AS is_lonely,
    [] AS names,
    stored,
    related + above AS counted
ORDER BY uid;
