"""Where in a file stands what a finding is about.

The server's trees say nothing of places (since PostgreSQL 17), so that the file's own code is looked at.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property

from tracktion_db.check.reading.outline import Outlined, outline
from tracktion_db.check.reading.tokens import tokens
from tracktion_db.statements.header import Header
from tracktion_db.statements.lexer import Scanned
from tracktion_db.statements.source import Source

__all__ = ["Places"]

WORD = r"[A-Z0-9_$]"
SELECT_LIST = re.compile(rf"(?<!{WORD})(?:SELECT|RETURNING)(?!{WORD})")
AFTER_LIST = re.compile(
    rf"(?<!{WORD})(?:FROM|INTO|WHERE|GROUP|HAVING|WINDOW|ORDER|LIMIT|OFFSET|FETCH|FOR|UNION|EXCEPT|INTERSECT)(?!{WORD})"
)
QUANTIFIER = re.compile(rf"\s*(?:DISTINCT\s+ON\s*(?P<on>\()|(?:ALL|DISTINCT)(?!{WORD}))")
JOIN = re.compile(
    rf"(?<!{WORD})(?:(?:NATURAL|LEFT|RIGHT|FULL|INNER|CROSS|OUTER)\s+)*JOIN(?!{WORD})(?:\s+(?:LATERAL|ONLY)(?!{WORD}))*\s*"
)
NAMED = re.compile(r'(?:[\w$"]|[^\x00-\x7f])+')
# What may follow an item without an alias.
AFTER_ITEM = frozenset({
    "CROSS", "FULL", "INNER", "JOIN", "LEFT", "NATURAL", "ON", "RIGHT", "TABLESAMPLE", "USING", "WHERE",
    "WITH",
})  # fmt: skip
AS = re.compile(r"\s*(?:AS\s+)?", re.IGNORECASE)


class Places:
    """Offsets in the file of one statement; ``header`` is None for a file that has none yet."""

    def __init__(self, source: Source, scanned: Scanned, header: Header | None) -> None:
        self._source = source
        self._scanned = scanned
        self._header = header
        self.start = scanned.start
        """The first character of the statement."""

    @cached_property
    def outlined(self) -> list[Outlined]:
        """Every word and sign of the statement, and in which query and clause it stands."""
        return outline(tokens(self._source, self._scanned))

    def line_and_column(self, offset: int) -> str:
        """As in ``9:1``: line and column from 1."""
        place = self._source.place(offset)
        return f"{place.line}:{place.column}"

    @property
    def returns(self) -> int:
        """What the header says of the answer; the statement where there is no header."""
        return self.start if self._header is None else self._header.returns_place

    @property
    def access(self) -> int:
        """``:access: read``; the statement where there is none."""
        place = None if self._header is None else self._header.access_place
        return self.start if place is None else place

    @property
    def setting(self) -> int:
        """The setting in ``:set:``; the statement where there is none."""
        return self.start if self._header is None else self._header.set_place or self.start

    def declared(self, parameter: str) -> int:
        """The parameter's line in the header; its first use where there is none."""
        if self._header is not None:
            for known, place in zip(self._header.parameters, self._header.places, strict=True):
                if known.name == parameter:
                    return place
        return self.parameter(parameter)

    def parameter(self, name: str) -> int:
        """The first use of a parameter in the statement."""
        return next((p.start for p in self._scanned.placeholders if p.name == name), self.start)

    def parameters(self, name: str) -> list[int]:
        """Every use of a parameter in the statement."""
        return [p.start for p in self._scanned.placeholders if p.name == name]

    def words(self, *words: str) -> list[int]:
        """Every place where these words stand one after the other, whatever their case."""
        pattern = r"\s+".join(re.escape(word.upper()) for word in words)
        found = re.compile(rf"(?<![\w$.:]){pattern}(?!{WORD})").finditer(self._scanned.code)
        return [place.start() for place in found]

    def top_words(self, *words: str) -> list[int]:
        """The same, outside all brackets only: those of the statement itself, not of a part of it."""
        return [place for place in self.words(*words) if self._depth(place) == 0]

    def name(self, name: str) -> int:
        """The first place where this name stands as a word; the statement where it does not."""
        pattern = re.compile(rf"(?<![\w$:]){re.escape(name)}(?![\w$])", re.IGNORECASE)
        for found in pattern.finditer(self._source.text, self._scanned.start, self._scanned.end):
            if self._scanned.code[found.start()] not in " '":
                return found.start()
        return self.start

    def column(self, number: int) -> int:
        """The n-th item, from 0, of what the statement answers: of its select list or of RETURNING."""
        items = list(self._items())
        return items[number] if number < len(items) else self.start

    def join(self, right: str) -> int | None:
        """The words of the join whose right-hand side has this name; None where it is not found."""
        for found in JOIN.finditer(self._scanned.code):
            if self._alias(found.end()) == right:
                return found.start()
        return None

    def _items(self) -> Iterator[int]:
        code = self._scanned.code
        heads = [found for found in SELECT_LIST.finditer(code) if self._depth(found.start()) == 0]
        written = [found for found in heads if found.group() == "RETURNING"]
        if not heads:
            return
        begin = (written or heads)[0].end()
        if (found := QUANTIFIER.match(code, begin)) and not written:
            begin = self._closing(found.start("on")) + 1 if found["on"] else found.end()
        depth = 0
        expected = True
        for offset in range(begin, self._scanned.end):
            character = code[offset]
            if expected and not character.isspace():
                yield offset
                expected = False
            if character in "([":
                depth += 1
            elif character in ")]":
                depth -= 1
            elif depth == 0 and character == ",":
                expected = True
            elif depth == 0 and AFTER_LIST.match(code, offset):
                return

    def _alias(self, offset: int) -> str | None:
        """What the item of a FROM clause that starts here is called."""
        code, text = self._scanned.code, self._source.text
        name = ""
        while True:
            if code[offset : offset + 1] == "(":
                offset = self._closing(offset) + 1
            elif found := NAMED.match(text, offset):
                name, offset = found.group(), found.end()
                if code[offset : offset + 1] == ".":
                    offset += 1
                    continue
                if code[offset:].lstrip()[:1] == "(":
                    offset += len(code[offset:]) - len(code[offset:].lstrip())
                    continue
            break
        after = AS.match(text, offset)
        alias = NAMED.match(text, after.end()) if after else None
        if alias and alias.group().upper() not in AFTER_ITEM:
            name = alias.group()
        return name.strip('"') if name.startswith('"') else name.lower()

    def _closing(self, offset: int) -> int:
        """The offset of the bracket that closes the one at this offset."""
        depth = 0
        for place in range(offset, self._scanned.end):
            if self._scanned.code[place] == "(":
                depth += 1
            elif self._scanned.code[place] == ")":
                depth -= 1
                if depth == 0:
                    return place
        return self._scanned.end

    def _depth(self, offset: int) -> int:
        before = self._scanned.code[:offset]
        return before.count("(") - before.count(")")
