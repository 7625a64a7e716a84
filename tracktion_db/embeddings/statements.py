"""The statements of this domain, by name: ``sql["embeddings.search_nearest"]``."""

from __future__ import annotations

from tracktion_db.statements import Statements, sql_folder

sql = Statements.load(sql_folder() / "embeddings")
