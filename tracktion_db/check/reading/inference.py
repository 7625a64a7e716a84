"""The types of a statement's parameters where the server alone cannot tell.

``(:status IS NULL OR status = :status)`` says the type at one place and not at the other, and the server asks
at the first one only. Asked without the tests for null it knows; a header pins types, and needs none of this.
"""

from __future__ import annotations

import re
from typing import Final

from psycopg import errors

from tracktion_db.check.reading.session import Session
from tracktion_db.statements.wire_form import WireForm

NULL_TEST: Final = re.compile(r"\s*\)*\s*IS\s+(?:NOT\s+)?NULL\b", re.IGNORECASE)
PARAMETER: Final = re.compile(r"\$[0-9]+")


def inferred_types(session: Session, wire: WireForm) -> tuple[int, ...]:
    """The oids of the types; empty where the server needs no help. Raises psycopg's error otherwise."""
    try:
        with session.attempt():
            session.prepare(wire.sql, ())
        return ()
    except (errors.IndeterminateDatatype, errors.AmbiguousParameter):
        with session.attempt():
            return session.prepare(_without_null_tests(wire), ()).parameters


def _without_null_tests(wire: WireForm) -> bytes:
    """The statement with NULL for each parameter that is only tested for null there."""
    pieces = [piece for piece, _ in wire.pieces]
    for number, piece in enumerate(pieces[:-1]):
        if PARAMETER.fullmatch(piece) and NULL_TEST.match(pieces[number + 1]):
            pieces[number] = "NULL"
    return "".join(pieces).rstrip().encode()
