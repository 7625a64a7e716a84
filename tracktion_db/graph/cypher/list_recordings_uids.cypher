// List the uids of recordings in the graph, in their order.
//
// :param after: string  the one that the list follows; empty for the first
// :param up_to: string  the last one
// :param row_limit: integer  how many at most
// :returns: many graph.KnownNode
// :access: read
MATCH (node:Recording)
WHERE node.uid > $after AND node.uid <= $up_to
RETURN node.uid AS uid
ORDER BY uid
LIMIT $row_limit;
