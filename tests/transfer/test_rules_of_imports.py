"""Each rule of the table ``imports`` holds, and an error of the database names it."""

from __future__ import annotations

import tomllib

import pytest
from psycopg import errors

from tests.transfer.conftest import Transfers
from tracktion_db.statements import sql_folder

ADD = "INSERT INTO imports (target, source, content_hash) VALUES ('library', '/t.csv', repeat('0', 64))"
BREAKING = {
    "imports_pkey": (
        "INSERT INTO imports (id, target, source, content_hash)"
        " SELECT id, target, source, content_hash FROM imports"
    ),
    "imports_target_length": "UPDATE imports SET target = ''",
    "imports_source_length": "UPDATE imports SET source = repeat('é', 2049)",
    "imports_rows_add_up": "UPDATE imports SET rows_read = 1",
    "imports_bytes_read_not_negative": "UPDATE imports SET bytes_read = -1",
    "imports_content_hash_format": "UPDATE imports SET content_hash = repeat('A', 64)",
    "imports_rejects_size_not_negative": "UPDATE imports SET rejects_size = -1",
}


def test_no_rule_is_left_out() -> None:
    listed = tomllib.loads((sql_folder() / "transfer" / "constraints.toml").read_text(encoding="utf-8"))
    assert BREAKING.keys() == listed.keys()


def test_a_broken_rule_is_reported_under_its_name(transfers: Transfers) -> None:
    transfers.do(ADD)
    for constraint, command in BREAKING.items():
        with pytest.raises(errors.IntegrityError) as caught:
            transfers.do(command)
        assert caught.value.diag.constraint_name == constraint
