"""The statements of this domain, by name: ``sql["catalog.get_recording"]``."""

from __future__ import annotations

from tracktion_db.statements import Statements, sql_folder

sql = Statements.load(sql_folder() / "catalog")
