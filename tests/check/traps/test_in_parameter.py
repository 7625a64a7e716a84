"""IN and an array: the loader refuses what is plain, the server what is not."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import psycopg
import pytest

from tests.check.support import analysed
from tests.statements.files import assert_refused, load_file, with_header
from tracktion_db.check.findings import Finding
from tracktion_db.check.reading.analysis import analyse
from tracktion_db.check.reading.server import ServerCatalog
from tracktion_db.check.reading.session import Session

Connection = psycopg.Connection[Any]


@pytest.mark.parametrize("condition", ["oid ⟨IN :ids", "oid ⟨IN (:ids)", "oid NOT ⟨IN (:ids)"])
def test_an_array_behind_in_is_refused_by_the_loader(tmp_path: Path, condition: str) -> None:
    sql = f"SELECT oid FROM pg_class WHERE {condition};"
    assert_refused(
        tmp_path, with_header(sql, "ids: bigint[]"), "IN takes no array", "ALL" if "NOT" in sql else "ANY"
    )


def test_an_array_in_a_cast_behind_in_is_refused_by_the_server(
    connection: Connection, tmp_path: Path
) -> None:
    sql = "SELECT oid FROM pg_class WHERE oid::bigint IN (:ids::bigint[]);"
    session = Session(connection)
    statement = load_file(tmp_path, with_header(sql, "ids: bigint[]"))
    finding = analyse(session, ServerCatalog(session), statement)
    assert isinstance(finding, Finding)
    assert (finding.rule, finding.line, finding.column) == ("prepare", 5, 44)


def test_any_of_an_array_and_in_a_list_are_no_trap(connection: Connection, tmp_path: Path) -> None:
    sql = "SELECT oid FROM pg_class WHERE oid::bigint = ANY(:ids) OR oid::bigint IN (:one, 2);"
    assert analysed(connection, tmp_path, sql, "ids: bigint[]", "one: bigint").query is not None
