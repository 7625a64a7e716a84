// Remove some of what was projected; keys, migrations and the fence stay.
//
// :param row_limit: integer  how many nodes at most
// :waive scan: it looks at everything on purpose
// :returns: count
MATCH (node)
WHERE node:Recording OR node:Tracklist OR node:Track OR node:Album OR node:Artist OR node:Genre OR node:Metadata
WITH node
LIMIT $row_limit
DETACH DELETE node
RETURN count(*) AS count;
