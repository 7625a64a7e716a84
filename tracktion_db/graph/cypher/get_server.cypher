// The server's own name, versions and edition.
//
// :returns: one graph.Component
// :access: read
CALL dbms.components() YIELD name, versions, edition
RETURN name, versions, edition
ORDER BY name
LIMIT 1;
