"""A statement as the server and its file say it: what every rule looks at.

session     one transaction, rolled back
server      what the catalogs say, through ``sql/check``; ``server_rows`` are their rows
analysis    a statement: what the server prepared, its tree, its parameters (copying, inference help it)
called      which functions a node calls
places      where in the file something stands, by its tokens and its outline
levels      the queries inside one another
"""
