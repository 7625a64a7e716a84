"""The checker's own statements, by name: they read the server's catalogs."""

from __future__ import annotations

from tracktion_db.statements import Statements, sql_folder

sql = Statements.load(sql_folder() / "check")
