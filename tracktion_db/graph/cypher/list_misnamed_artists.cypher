// List artists whose name nobody uses any more, and how they are credited.
//
// :param uids: string[]  of those whose name may be out of use
// :returns: many graph.NamedArtist
// :access: read
UNWIND $uids AS uid
MATCH (artist:Artist {uid: uid})
WHERE NOT EXISTS {
    MATCH (artist)<-[link:PERFORMED_BY|RELEASED_BY]-()
    WHERE link.credited_as = artist.name
}
CALL (artist) {
    MATCH (artist)<-[link:PERFORMED_BY|RELEASED_BY]-()
    RETURN collect(DISTINCT link.credited_as) AS names
}
RETURN uid, names
ORDER BY uid;
