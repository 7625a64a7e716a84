// How many relationships of each type there are.
//
// :waive scan: it looks at everything on purpose
// :returns: many mixing.RelationshipCount
// :access: read
MATCH ()-[r]->()
RETURN type(r) AS type, count(*) AS count
ORDER BY type;
