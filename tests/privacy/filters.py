"""The statements of owned rows without their filters by user: row-level security is all that is left.

Each condition that names the user becomes one that is true of every row. What a call finds by a key, such as
the hash of a token, is left without that condition as well.
"""

from __future__ import annotations

import re
import shutil
from collections import Counter
from pathlib import Path
from typing import Any, Final

from tracktion_db import Call, Statements
from tracktion_db.statements import sql_folder

DOMAINS: Final = ("accounts", "assistant")
# TRUE, in words that use the parameter: a statement takes no parameter that it does not use.
_FILTERS: Final = {
    re.compile(r"\b\w+\.user_id = :user_id\b"): "(:user_id IS NOT NULL)",
    re.compile(r"\bperson\.id = :user_id\b"): "(:user_id IS NOT NULL)",
    re.compile(r"\b\w+\.token_hash = :token_hash\b"): "(:token_hash IS NOT NULL)",
    re.compile(r"\bperson\.email_key = account_key\(:email\)"): "(:email IS NOT NULL)",
    re.compile(r"\bperson\.username_key = account_key\(:username\)"): "(:username IS NOT NULL)",
}


class Unfiltered:
    """A copy of the two domains, in a folder of the test."""

    def __init__(self, folder: Path) -> None:
        self.removed: Counter[str] = Counter()
        """How many conditions each statement had."""
        for domain in DOMAINS:
            shutil.copytree(sql_folder() / domain, folder / domain)
            for file in sorted((folder / domain).glob("*.sql")):
                text = file.read_text()
                for condition, always in _FILTERS.items():
                    text, times = condition.subn(always, text)
                    self.removed[f"{domain}.{file.stem}"] += times
                file.write_text(text)
        self.statements: Final = Statements.load(folder / "accounts", folder / "assistant")

    def rewrite(self, call: Call[Any]) -> Call[Any]:
        """The same call of the statement without its filters."""
        statement = self.statements[call.statement.name]
        assert statement.parameters == call.statement.parameters
        return Call(statement, call.parameters, call.record, cursor=call.cursor, rows=call.rows)
