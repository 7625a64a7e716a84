// List what artists are called.
//
// :param uids: string[]  of the artists
// :returns: many graph.NamedArtist
// :access: read
UNWIND $uids AS uid
MATCH (artist:Artist {uid: uid})
RETURN uid, [artist.name] AS names
ORDER BY uid;
