// List which genres are below which, with the number of recordings that show it.
//
// :param after: string  the uid after which to begin; empty for the first
// :param row_limit: integer  most that are listed
// :returns: many mixing.Subgenre
// :access: read
MATCH (genre:Genre)-[link:SUBGENRE_OF]->(parent:Genre)
WHERE genre.uid > $after
RETURN
    genre.uid AS uid,
    parent.uid AS parent,
    link.count AS count
ORDER BY uid, parent
LIMIT $row_limit;
