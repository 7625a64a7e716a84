// One more for this node, which is made when it is missing.
//
// :param uid: string  which
// :returns: count
MERGE (n:Counter {uid: $uid})
SET n.value = coalesce(n.value, 0) + 1
RETURN n.value AS count
