// A whole node, which is no plain column.
//
// :returns: at most one tests.Number
// :access: read
MATCH (n:Counter)
RETURN n AS value
LIMIT 1
