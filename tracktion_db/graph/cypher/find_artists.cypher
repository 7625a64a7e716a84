// Find artists by what somebody typed: their uid or their name, exactly.
//
// :param name: string  what was typed
// :param row_limit: integer  most that are listed
// :returns: many mixing.Artist
// :access: read
CALL () {
    MATCH (artist:Artist {uid: $name})
    RETURN artist
    UNION
    MATCH (artist:Artist {name: $name})
    RETURN artist
}
RETURN
    artist.uid AS uid,
    artist.name AS name
ORDER BY uid
LIMIT $row_limit;
