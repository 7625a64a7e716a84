"""Cypher statements proved by a real server, as SQL statements are: the same findings, waivers and reports.

What is proved: the server takes the statement with the types of its header, its columns are the fields of
its record, what only reads by its header does, and no step reads a whole label. The embedded server shows the
columns of nearly all statements, the steps of few and nothing of writes; what it does not show is a note.

plans   what a plan tells
asking  EXPLAIN
rules   all rules over all statements
"""

from tracktion_db.check.cypher.rules import check_cypher, cypher_of

__all__ = ["check_cypher", "cypher_of"]
