// How many nodes of each label there are.
//
// :waive scan: it looks at everything on purpose
// :returns: many mixing.NodeCount
// :access: read
MATCH (n)
RETURN labels(n)[0] AS label, count(*) AS count
ORDER BY label;
