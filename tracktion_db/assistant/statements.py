"""The statements of this domain, by name: ``sql["assistant.get_conversation"]``."""

from __future__ import annotations

from tracktion_db.statements import Statements, sql_folder

sql = Statements.load(sql_folder() / "assistant")
