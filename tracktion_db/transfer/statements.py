"""The statements of imports and exports, by name: ``sql["transfer.get_import"]``."""

from __future__ import annotations

from tracktion_db.statements import Statements, sql_folder

sql = Statements.load(sql_folder() / "transfer")
