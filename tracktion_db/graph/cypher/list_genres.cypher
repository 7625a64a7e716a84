// List genres with the number of recordings that have them.
//
// :param after: string  the uid after which to begin; empty for the first
// :param row_limit: integer  most that are listed
// :returns: many mixing.GenreCount
// :access: read
MATCH (genre:Genre)
WHERE genre.uid > $after
RETURN
    genre.uid AS uid,
    genre.name AS name,
    COUNT { MATCH (genre)<-[:HAS_GENRE]-() } AS recordings
ORDER BY uid
LIMIT $row_limit;
