"""What a statement file may not say, though PostgreSQL might take it.

Every check looks at ``Scanned.code``, where only code is left, in upper case and at its own offset. A plain
search for a word comes first: patterns run only where it is found.
"""

from __future__ import annotations

import re

from .commands import check_command, check_copy, check_reads_only
from .header import Header
from .lexer import Placeholder, Scanned
from .source import Source
from .suggestions import nearest

__all__ = ["check_statement"]

WORD = r"[A-Z0-9_$]"
LAST_WORD = re.compile(rf"{WORD}*\Z")
ORDER_BY = re.compile(rf"ORDER\s+BY(?!{WORD})")
LIMIT = re.compile(rf"(?<![\w$.:])LIMIT(?!{WORD})")
PAGE_LIMIT = re.compile(r"LIMIT\s*(?:\(\s*:ROW_LIMIT\s*\+\s*1\s*\)|:ROW_LIMIT\s*\+\s*1)\s*(?:\Z|FOR\s)")
IN_PARAMETER = re.compile(r"IN\s*(?P<list>\(\s*)?:(?P<name>[A-Z_][A-Z0-9_]*)")
POSITION = re.compile(r"(?<![\w$.])POSITION\s*\Z")
TABLE_ROWS = re.compile(rf"TABLE(?!{WORD})")
# What may follow an item of a list of columns, but never the sign of a multiplication.
LIST_GOES_ON = re.compile(
    r"\s*(?:[,;)]|\Z|(?:EXCEPT|FETCH|FOR|FROM|GROUP|HAVING|INTERSECT|INTO|LIMIT|OFFSET|ORDER|UNION|WHERE|WINDOW)"
    rf"(?!{WORD}))"
)
OPERATOR = frozenset("-+*/<>=~!@#%^&|`?")
# After a sort item, its casts and closing brackets.
SORT_ENDS = re.compile(
    rf"(?>(?:\s|\)|::\s*{WORD}+(?:\s*\[\s*\])*)*)(?:[,;\]]|\Z"
    rf"|(?:ASC|DESC|EXCEPT|FETCH|FOR|GROUPS|INTERSECT|LIMIT|NULLS|OFFSET|RANGE|ROWS|UNION|USING)(?!{WORD}))"
)
SORT_CLAUSE_OVER = re.compile(
    rf"(?<!{WORD})(?:EXCEPT|FETCH|FOR|GROUPS|INTERSECT|LIMIT|OFFSET|RANGE|ROWS|UNION)(?!{WORD})"
)


def check_statement(source: Source, header: Header, scanned: Scanned) -> None:
    """Raise StatementError at the first place that is wrong."""
    code = scanned.code
    word = check_command(source, scanned)
    if word == "COPY":
        check_copy(source, header, scanned)
    else:
        _names(source, header, scanned.placeholders)
    if "*" in code:
        _no_star(source, code)
    if "TABLE" in code:
        _no_table_rows(source, code, word)
    if scanned.placeholders:
        _no_in(source, header, code)
        _no_sort_parameter(source, code, scanned.placeholders)
    if header.shape in ("many", "page") and not any(
        code.count("(", 0, place) == code.count(")", 0, place) for place in _order_bys(code)
    ):
        raise source.error(
            header.returns_place,
            f"{header.shape} rows without an order",
            "end the whole statement, not a part of it, with an ORDER BY that ends in a unique key",
        )
    if header.shape == "page":
        _page(source, header, code[: scanned.end])
    if header.access_place is not None:
        check_reads_only(source, code, word, scanned.start)


def _page(source: Source, header: Header, code: str) -> None:
    # The row beyond the page tells that another page follows: without it, later rows would be lost unseen.
    names = [parameter.name for parameter in header.parameters]
    if not any(name.startswith("after_") for name in names):
        raise source.error(
            header.returns_place,
            "a page that cannot start after a row",
            "declare a parameter after_<column> for each column of the ORDER BY, and compare with them",
        )
    if "row_limit" not in names:
        raise source.error(
            header.returns_place,
            "a page without the parameter row_limit",
            "declare it: -- :param row_limit: bigint  rows of the page, and write LIMIT :row_limit + 1",
        )
    limits = [
        found.start()
        for found in LIMIT.finditer(code)
        if code.count("(", 0, found.start()) == code.count(")", 0, found.start())
    ]
    if not limits or not PAGE_LIMIT.match(code, limits[-1]):
        raise source.error(
            limits[-1] if limits else header.returns_place,
            "a page that does not read one row more than it holds: it would seem to be the last one",
            "end the statement with LIMIT :row_limit + 1",
        )


def _names(source: Source, header: Header, placeholders: list[Placeholder]) -> None:
    unused = {
        parameter.name: place for parameter, place in zip(header.parameters, header.places, strict=True)
    }
    known = frozenset(unused)
    for placeholder in placeholders:
        name = placeholder.name
        if name in known:
            unused.pop(name, None)
            continue
        if likely := nearest(name, known):
            instead = f"write :{likely}"
        else:
            instead = f"declare it in the header: -- :param {name}: type  meaning"
        raise source.error(
            placeholder.start,
            f"unknown parameter :{name}",
            f"{instead} (or a blank after the colon, if it is none)",
        )
    for name, place in unused.items():
        raise source.error(
            place, f"parameter {name} is never used", f"use :{name} in the statement, or remove the line"
        )


def _no_star(source: Source, code: str) -> None:
    place = -1
    while (place := code.find("*", place + 1)) >= 0:
        after = code[place + 1 : place + 2]
        before = code[:place].rstrip()
        last = before[-1:]
        if (after and after in OPERATOR) or code[place - 1] in OPERATOR:
            continue
        if last == "(" and code[place + 1 :].lstrip().startswith(")"):
            continue
        word = LAST_WORD.search(before[:-1].rstrip() if last == "." else before)
        text = word.group() if word else ""
        if (
            last in (",", "(")
            or (last == "." and not text[:1].isdigit())
            or text in ("SELECT", "DISTINCT", "ALL", "RETURNING")
            or LIST_GOES_ON.match(code, place + 1)
        ):
            raise source.error(
                place,
                "a star: its columns change with the table",
                "list the columns, in the order of the record",
            )


def _no_table_rows(source: Source, code: str, word: str) -> None:
    if word not in ("SELECT", "WITH", "INSERT", "UPDATE", "DELETE", "MERGE", "VALUES"):
        return
    for found in TABLE_ROWS.finditer(code):
        before = code[: found.start()].rstrip()
        if before.endswith(("(", "UNION", "ALL", "EXCEPT", "INTERSECT", ")")):
            raise source.error(
                found.start(), "TABLE is SELECT * by another name", "write SELECT and the columns by name"
            )


def _no_in(source: Source, header: Header, code: str) -> None:
    for found in IN_PARAMETER.finditer(code):
        place = found.start()
        if code[place - 1].isalnum() or code[place - 1] in "_$.:":
            continue
        name = source.text[found.start("name") : found.end("name")]
        negated = code[:place].rstrip().endswith("NOT")
        if found.group("list"):
            closed = code[found.end() :].lstrip().startswith(")")
            if not closed or all(p.name != name or p.type.element is None for p in header.parameters):
                continue
        elif POSITION.search(code, 0, _opening(code, place)):
            continue
        raise source.error(
            place,
            "IN takes no array",
            f"write <> ALL(:{name}) instead of NOT IN" if negated else f"write = ANY(:{name})",
        )


def _opening(code: str, place: int) -> int:
    """The offset of the bracket that is open at this place; 0 if none is."""
    depth = 0
    for offset in range(place - 1, -1, -1):
        if code[offset] == ")":
            depth += 1
        elif code[offset] == "(":
            if depth == 0:
                return offset
            depth -= 1
    return 0


def _order_bys(code: str) -> list[int]:
    return [
        found.end()
        for found in ORDER_BY.finditer(code)
        if not (code[found.start() - 1].isalnum() or code[found.start() - 1] in "_$.:")
    ]


def _no_sort_parameter(source: Source, code: str, placeholders: list[Placeholder]) -> None:
    order_bys = _order_bys(code)
    for placeholder in placeholders if order_bys else ():
        before = code[: placeholder.start].rstrip()
        if before[-1:] not in ("Y", ",", "(") or not SORT_ENDS.match(code, placeholder.end):
            continue
        begun = [begin for begin in order_bys if begin <= placeholder.start]
        if any(_is_sort_item(code[begin : placeholder.start]) for begin in begun):
            raise source.error(
                placeholder.start,
                "a parameter as sort order sorts by a constant: the rows come unsorted",
                "name the column; write one file for each order, or CASE over a closed set of names",
            )


def _is_sort_item(clause: str) -> bool:
    """Whether what comes after this beginning of an ORDER BY clause is an item of its own."""
    depth = 0
    item = 0
    for offset, character in enumerate(clause):
        if character in "([":
            depth += 1
        elif character in ")]":
            depth -= 1
        elif character == "," and depth == 0:
            item = offset + 1
        if depth < 0:
            return False
    return not clause[item:].strip(" \t\n\r\f\v(") and not SORT_CLAUSE_OVER.search(clause)
