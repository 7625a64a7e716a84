"""Statements as the rules see them: files in a temporary folder, analysed by the server."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import psycopg

from tests.statements.files import load_file, with_header
from tracktion_db.check.findings import Finding
from tracktion_db.check.reading.analysis import Analysed, analyse
from tracktion_db.check.reading.server import ServerCatalog
from tracktion_db.check.reading.session import Session


def analysed(
    connection: psycopg.Connection[Any],
    folder: Path,
    sql: str,
    *parameters: str,
    returns: str = "nothing",
    access: str = "",
) -> Analysed:
    """The statement ``songs.do_it`` with this SQL; a header is put above it unless it starts with one.

    ``parameters`` are lines of the header: ``show_id: uuid  the show``.
    """
    headed = sql if sql.startswith("--") else with_header(sql, *parameters, returns=returns, access=access)
    session = Session(connection)
    found = analyse(session, ServerCatalog(session), load_file(folder, headed))
    assert isinstance(found, Analysed), f"the server refuses the statement: {found}"
    return found


def told(findings: Iterable[Finding]) -> list[tuple[str, str | None]]:
    """Rule and subject of each finding, in their order."""
    return [(finding.rule, finding.subject) for finding in findings]
