"""The statements of this domain, by name: ``sql["accounts.get_user"]``."""

from __future__ import annotations

from tracktion_db.statements import Statements, sql_folder

sql = Statements.load(sql_folder() / "accounts")
