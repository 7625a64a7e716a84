// List artists by their uids.
//
// :param uids: string[]  of the artists, each once
// :returns: many mixing.Artist
// :access: read
UNWIND $uids AS wanted
MATCH (artist:Artist {uid: wanted})
RETURN
    wanted AS uid,
    artist.name AS name
ORDER BY uid;
