GRANT {rights} ON {kind} {object} TO {role};
