// List the musical keys that the graph has, each with the moves from it.
//
// :returns: many graph.StoredKey
// :access: read
// :waive scan: there are 24 keys
MATCH (key:Key)
RETURN
    coalesce(key.uid, '') AS uid,
    properties(key) AS properties,
    COLLECT {
        MATCH (key)-[link:COMPATIBLE]->(target)
        RETURN {target: target.uid, properties: properties(link)}
    } AS moves
ORDER BY uid;
