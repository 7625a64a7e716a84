// List whom artists worked with, those with whom they did so most often first.
//
// :param uids: string[]  of the artists
// :param row_limit: integer  most that are listed
// :returns: many mixing.Collaboration
// :access: read
UNWIND $uids AS wanted
MATCH (artist:Artist {uid: wanted})-[link:COLLABORATED_WITH]-(other:Artist)
WHERE other.uid <> wanted
RETURN
    wanted AS uid,
    other.uid AS other,
    other.name AS other_name,
    link.count AS times
ORDER BY times DESC, other, uid
LIMIT $row_limit;
