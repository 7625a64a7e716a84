"""A file of SQL that has no header yet: what can be known of it without one."""

from __future__ import annotations

from typing import NamedTuple

from .commands import check_command
from .declarations import require_name
from .lexer import Scanned, first_code, scan
from .source import Source
from .wire_form import WireForm, wire_form

__all__ = ["BareStatement", "read_bare"]


class BareStatement(NamedTuple):
    """One statement without a header.

    ``names`` are its parameters in the order in which they first appear, which is that of ``$1``, ``$2`` ...
    """

    source: Source
    names: tuple[str, ...]
    scanned: Scanned
    wire: WireForm


def read_bare(source: Source) -> BareStatement:
    """The statement in this file, whatever its comments say. Raises StatementError where it is none.

    Only lexical rules, the first word and the parameters' names are checked: ``SELECT *`` will do.
    """
    start = first_code(source, 0)
    if start == len(source.text):
        raise source.error(0, "no statement in this file", "write one statement, ended by a semicolon")
    found = scan(source, start, frozenset())
    names = tuple(dict.fromkeys([placeholder.name for placeholder in found.placeholders]))
    # Again, because only now it is known which colon of a slice psql would take for that of a parameter.
    scanned = scan(source, start, frozenset(names))
    check_command(source, scanned)
    for placeholder in scanned.placeholders:
        require_name(source, placeholder.start, placeholder.name)
    return BareStatement(source, names, scanned, wire_form(source, scanned, names, None))
