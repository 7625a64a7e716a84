"""The statements of this domain, ``sql/sync``, read once when it is imported."""

from __future__ import annotations

from tracktion_db.statements import Statements, sql_folder

sql = Statements.load(sql_folder() / "sync")
