// List the constraints of the graph.
//
// :returns: many graph.StoredRule
// :access: read
SHOW CONSTRAINTS YIELD name, type, entityType, labelsOrTypes, properties
RETURN
    name,
    type,
    entityType AS entity,
    labelsOrTypes AS owners,
    properties,
    'ONLINE' AS state
ORDER BY name;
