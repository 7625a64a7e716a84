// List the indexes of the graph: not those of its constraints, and not the ones that every database has.
//
// :returns: many graph.StoredRule
// :access: read
SHOW INDEXES YIELD name, type, entityType, labelsOrTypes, properties, owningConstraint, state
WHERE owningConstraint IS NULL AND type <> 'LOOKUP'
RETURN
    name,
    type,
    entityType AS entity,
    labelsOrTypes AS owners,
    properties,
    state
ORDER BY name;
