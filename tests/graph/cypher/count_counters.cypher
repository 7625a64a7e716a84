// How many nodes there are.
//
// :returns: count
// :access: read
MATCH (n:Counter)
RETURN count(*) AS count
