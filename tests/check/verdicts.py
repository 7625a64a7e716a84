"""Verdicts on statements of the battery, which are plain SQL with ``$1``."""

from __future__ import annotations

import re
from dataclasses import replace

from tests.check.battery import BatteryStatement
from tracktion_db.check.nullability import Nullability, Verdict
from tracktion_db.check.reading.analysis import Analysed, analyse_bare
from tracktion_db.check.reading.server import ServerCatalog
from tracktion_db.check.reading.session import Session
from tracktion_db.statements.bare import read_bare
from tracktion_db.statements.source import Source


def analysed_battery_statement(
    session: Session, server: ServerCatalog, statement: BatteryStatement
) -> Analysed:
    """The statement as a file would say it: a parameter may be None only where the battery gives NULL."""
    text = re.sub(r"\$(\d+)", r":p\1", statement.sql).rstrip().rstrip(";")
    if text.startswith("("):
        text = f"SELECT * FROM ({text}) AS whole"
    found = analyse_bare(session, server, read_bare(Source(f"{statement.name}.sql", f"{text};\n")))
    assert isinstance(found, Analysed), str(found)
    nullable = statement.nullable_parameters()
    found.parameters = tuple(
        [replace(use, may_be_none=int(use.name[1:]) in nullable) for use in found.parameters]
    )
    return found


def verdicts(session: Session, server: ServerCatalog, statement: BatteryStatement) -> list[Verdict]:
    """One verdict for each column, in their order."""
    return Nullability(analysed_battery_statement(session, server, statement)).columns()
