"""What a Cypher file may not say, though a server might take it.

Every check looks at ``Scanned.code``, where only code is left, in upper case and at its own offset. What is
refused here either runs without an end, or means different things on the servers that the graph runs on.
"""

from __future__ import annotations

import re

from tracktion_db.statements.header import Shape
from tracktion_db.statements.source import Source
from tracktion_db.statements.suggestions import nearest

from .header import Header
from .lexer import Placeholder, Scanned

__all__ = ["check_statement"]

# A word of the language, not a property (n.set), label or type (:Set, |Set) or key of a map ({set: 1}).
BEFORE = r"(?<![\w.:|&!$])(?<![.:|&!]\s)"
AFTER = r"(?!\w)(?!\s*:)"
PREFIX = re.compile(r"\s*(CYPHER|EXPLAIN|PROFILE)(?!\w)")
WRITE = re.compile(rf"{BEFORE}(?:CREATE|MERGE|SET|DELETE|REMOVE|FOREACH|DROP){AFTER}")
RETURN = re.compile(rf"{BEFORE}RETURN{AFTER}")
ORDER_BY = re.compile(rf"{BEFORE}ORDER\s+BY(?!\w)")
# [r:TYPE*1..3]: what stands before the star is a name and an expression of types.
STAR = re.compile(
    r"(?<=-)\s*\[\s*\w*\s*(?::[\w\s:|&!()%`]*)?(\*)\s*(?:\d+\s*(?!\s*\.\.)(?!\d)|\d*\s*\.\.\s*(\d+)?)?"
)
OPEN_QUANTIFIER = re.compile(r"\{\s*\d*\s*,\s*\}")
REPEATED_STEP = re.compile(r"(?:->|\]\s*-|--)\s*([+*])")
PATH_STEP = re.compile(r"--|-\N{BULLET}|->|<-")
BLANKS = re.compile(r"\s+")
INNER = re.compile(r"\[[^\[\]]*\]|\{[^{}]*\}")
PROCEDURE = re.compile(rf"{BEFORE}CALL\s+\w")

UNBOUNDED = "a path without an upper bound"
BOUND_IT = "give its longest length, as in [:TYPE*1..4] or (...){1,4}"
# Code, what is wrong with it, what to write instead.
REFUSED = (
    (
        re.compile(rf"{BEFORE}(?:ELEMENTID|ID)\s*\("),
        "the server's own number of a node, which changes",
        "find nodes by their uid",
    ),
    (
        re.compile(rf"{BEFORE}IN\s+(?:\S+\s+)?(?:CONCURRENT\s+)?TRANSACTIONS(?!\w)"),
        "a statement that commits in parts",
        "send batches from Python: each is one transaction that is kept whole or not at all",
    ),
    (re.compile(r"(?<![\w.$])APOC\s*\."), "a procedure of APOC, which not every server has", "write Cypher"),
    (
        re.compile(rf"{BEFORE}(?:SHORTEST\s+[\d$]|(?:ALL|ANY)\s+SHORTEST(?!\w))"),
        "a path search that not every server has",
        "write a path of bounded length, ORDER BY length(p) and LIMIT",
    ),
    (
        re.compile(r"\bDB\s*\.\s*INDEX\s*\."),
        "an index that not every server has",
        "search in the relational database",
    ),
    (
        re.compile(rf"{BEFORE}CONTAINS{AFTER}"),
        "a search that no index of every server serves",
        "search in the relational database, or write STARTS WITH",
    ),
)


def check_statement(source: Source, header: Header, scanned: Scanned) -> None:
    """Raise StatementError at the first place that is wrong."""
    code = scanned.code
    if found := PREFIX.match(code, scanned.start):
        raise source.error(
            found.start(1), f"the prefix {found.group(1)}", "remove it: the statement's file says what it is"
        )
    _names(source, header, scanned.placeholders)
    for pattern, problem, instead in REFUSED:
        if found := pattern.search(code):
            raise source.error(found.start(), problem, instead)
    _bounded(source, code)
    if header.reads_only and (found := WRITE.search(code)):
        raise source.error(
            found.start(),
            f"{found.group()} in a statement that only reads by its header",
            "remove the line :access: read, or the write",
        )
    if not (header.reads_only or WRITE.search(code) or PROCEDURE.search(code)):
        raise source.error(
            header.returns_place, "a statement that only reads", "write :access: read below this line"
        )
    _answer(source, header, code)


def _names(source: Source, header: Header, placeholders: list[Placeholder]) -> None:
    names = [parameter.name for parameter in header.parameters]
    unused = dict(zip(names, header.places, strict=True))
    for placeholder in placeholders:
        name = placeholder.name
        if name in names:
            unused.pop(name, None)
            continue
        likely = nearest(name, names)
        raise source.error(
            placeholder.start,
            f"unknown parameter ${name}",
            f"write ${likely}" if likely else f"declare it in the header: // :param {name}: type  meaning",
        )
    for name, place in unused.items():
        raise source.error(
            place, f"parameter {name} is never used", f"use ${name} in the statement, or remove the line"
        )


def _bounded(source: Source, code: str) -> None:
    for found in STAR.finditer(code):
        stars = found.group()[found.start(1) - found.start() :]
        if stars.strip() == "*" or (".." in stars and found.group(2) is None):
            raise source.error(found.start(1), UNBOUNDED, BOUND_IT)
    if found := OPEN_QUANTIFIER.search(code):
        raise source.error(found.start(), UNBOUNDED, BOUND_IT)
    if found := REPEATED_STEP.search(code):
        raise source.error(found.start(1), UNBOUNDED, BOUND_IT)
    opened: list[int] = []
    for place, mark in enumerate(code):
        if mark == "(":
            opened.append(place)
        elif mark == ")" and opened:
            begin = opened.pop()
            following = code[place + 1 :].lstrip()[:1]
            # A group that holds a step of a path is a path; any other is an expression to be multiplied.
            if following in ("+", "*") and PATH_STEP.search(_outermost(code[begin:place])):
                raise source.error(code.index(following, place), UNBOUNDED, BOUND_IT)


def _outermost(group: str) -> str:
    """The group without blanks and without what stands in its brackets and braces."""
    group = BLANKS.sub("", group)
    while (shorter := INNER.sub("\N{BULLET}", group)) != group:
        group = shorter
    return group


def _answer(source: Source, header: Header, code: str) -> None:
    returns = [found.start() for found in RETURN.finditer(code) if _outside(code, found.start())]
    shape = header.shape
    if shape is Shape.NOTHING and returns:
        raise source.error(
            returns[0],
            "a RETURN where nothing is answered",
            "remove it, or say in :returns: what is answered",
        )
    if shape is not Shape.NOTHING and not returns:
        instead = "RETURN count(*) AS count" if shape is Shape.COUNT else "RETURN its columns"
        raise source.error(
            header.returns_place, f"{shape} without a RETURN", f"end the statement with {instead}"
        )
    if shape is Shape.MANY and not any(
        _outside(code, found.start()) for found in ORDER_BY.finditer(code, returns[-1])
    ):
        raise source.error(
            header.returns_place,
            "many rows without an order",
            "end the whole statement, not a part of it, with an ORDER BY that ends in a unique key",
        )


def _outside(code: str, place: int) -> bool:
    """Whether this place stands in no subquery, list or bracket."""
    before = code[:place]
    return all(before.count(opening) == before.count(closing) for opening, closing in ("()", "[]", "{}"))
