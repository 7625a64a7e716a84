"""The outline of a statement's text: its queries, one in the other, and the clause that each word stands in.

The server's trees say what a statement means but not where it is written. Whether something is wrong they
decide; this only finds the place, and what no tree says: whether a column was written with its relation.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from .tokens import Token

__all__ = ["Block", "Outlined", "outline"]

# Words that begin a clause wherever they stand between the same brackets as the first word of their query.
CLAUSES: Final = frozenset({
    "CONFLICT", "EXCEPT", "FETCH", "FOR", "FROM", "GROUP", "HAVING", "INTERSECT", "INTO", "LIMIT",
    "OFFSET", "ON", "ORDER", "RETURNING", "SELECT", "SET", "UNION", "USING", "VALUES", "WHEN", "WHERE",
    "WINDOW", "WITH",
})  # fmt: skip
# Those that also do so within a call: count(x) FILTER (WHERE ...), array_agg(x ORDER BY ...), OVER (...).
WITHIN: Final = frozenset(("ORDER", "PARTITION", "WHERE"))
HEADS: Final = frozenset(("DELETE", "INSERT", "MERGE", "SELECT", "UPDATE", "VALUES", "WITH"))
ITEMS: Final = frozenset(("FROM", "JOIN", "LATERAL", "ONLY", "USING", "(", ","))


@dataclass(slots=True, eq=False)
class Block:
    """One query as it is written: an arm of UNION is a query of its own."""

    head: Token
    """SELECT, UPDATE, DELETE and so on."""
    is_exists: bool = False
    """Whether it is only asked whether it has a row."""
    relations: int = 0
    """How many things it reads or writes."""
    clauses: dict[str, Token] = field(default_factory=dict[str, Token])
    """The first word of each clause."""
    is_arm: bool = False
    """Whether it is part of a set operation."""


@dataclass(frozen=True, slots=True)
class Outlined:
    """A token where it stands."""

    token: Token
    block: Block
    clause: str
    """The first word of the clause, in upper case; NAMES in a list of names that are new or of a table."""
    is_outside: bool
    """Whether it stands between the same brackets as the first word of its query."""


@dataclass(slots=True)
class _Group:
    """What stands between two brackets."""

    block: Block
    clause: str
    is_query: bool
    is_from: bool
    """Whether it is a part of FROM put in brackets."""
    inserting: Block | None = None
    """The INSERT whose rows the query here gives."""


def outline(tokens: list[Token]) -> list[Outlined]:
    """Every token, in the order of the text."""
    return _Outline(tokens).found if tokens else []


class _Outline:
    def __init__(self, tokens: list[Token]) -> None:
        self.tokens = tokens
        self.found: list[Outlined] = []
        groups = [_Group(Block(tokens[0]), tokens[0].text, is_query=True, is_from=False)]
        for index, token in enumerate(tokens):
            group = groups[-1]
            if token.kind == "word":
                self.word(index, group)
            elif token.text == "," and group.clause in ("FROM", "ON", "USING") and _lists_items(group):
                group.clause = "FROM"
                group.block.relations += 1
            self.found.append(Outlined(token, group.block, group.clause, group.is_query))
            if token.text in ("(", "["):
                groups.append(self.opened(index, group))
            elif token.text in (")", "]") and len(groups) > 1:
                groups.pop()

    def word(self, index: int, group: _Group) -> None:
        """Take a word: it may begin a query or a clause, or join another relation."""
        word = self.tokens[index].text
        before = self.tokens[index - 1].text if index else ""
        if group.is_query and word in ("SELECT", "VALUES", "INSERT", "UPDATE", "DELETE", "MERGE"):
            if not self.is_head(word, before, group):
                return
            if group.block.head is not self.tokens[index]:
                # The query behind WITH, behind the columns of INSERT, or the next arm of a set operation.
                is_arm = group.clause in ("UNION", "EXCEPT", "INTERSECT")
                group.block.is_arm = group.block.is_arm or is_arm
                group.block = Block(self.tokens[index], group.block.is_exists, is_arm=is_arm)
            if word == "INSERT":
                group.inserting = group.block
            group.block.relations = 2 if word == "MERGE" else int(word in ("INSERT", "UPDATE", "DELETE"))
            group.clause = word
            group.block.clauses.setdefault(word, self.tokens[index])
        elif word == "JOIN" and _lists_items(group):
            group.block.relations += 1
            group.clause = "FROM"
        elif group.is_query and word in CLAUSES:
            self.clause(word, before, index, group)
        elif word in WITHIN or (group.is_from and word in ("ON", "USING")):
            group.clause = word
        elif word == "COLUMNS" and group.clause == "ARGUMENTS":
            group.clause = "NAMES"  # of JSON_TABLE and XMLTABLE

    def is_head(self, word: str, before: str, group: _Group) -> bool:
        """Whether this word begins a command: not in FOR UPDATE, DO UPDATE, INSERT ... VALUES."""
        if word == "UPDATE":
            return before not in ("FOR", "DO", "KEY", "THEN")
        if word in ("INSERT", "DELETE"):
            return before != "THEN"
        return not (
            word == "VALUES" and group.clause not in ("VALUES", "WITH", "UNION", "EXCEPT", "INTERSECT")
        )

    def clause(self, word: str, before: str, index: int, group: _Group) -> None:
        if word == "FROM" and before == "DISTINCT":
            return  # IS DISTINCT FROM
        if word == "WHEN" and group.block.head.text != "MERGE":
            return
        if word == "WITH" and group.clause != "WITH":
            return  # WITH ORDINALITY, WITH TIES
        if word == "ON" and (before == "DISTINCT" or self.next(index) == "CONFLICT"):
            return
        if word in ("CONFLICT", "RETURNING") and group.inserting is not None:
            group.block = group.inserting
        is_target = word == "FROM" and before == "DELETE"
        if (word == "FROM" and not is_target) or (word == "USING" and self.next(index) != "("):
            group.block.relations += 1
        group.clause = "FROM" if word == "USING" and group.block.head.text == "DELETE" else word
        group.block.clauses.setdefault(word, self.tokens[index])

    def opened(self, index: int, group: _Group) -> _Group:
        """The group behind this bracket."""
        before = self.tokens[index - 1] if index else None
        word = before.text if before else ""
        following = self.tokens[index + 1] if index + 1 < len(self.tokens) else None
        head = following
        at = index + 1
        while head is not None and head.text == "(":
            at += 1
            head = self.tokens[at] if at < len(self.tokens) else None
        if (
            self.tokens[index].text == "("
            and head is not None
            and head.text in HEADS
            and self.begins(head, at)
        ):
            block = Block(head, is_exists=word == "EXISTS")
            return _Group(block, head.text, is_query=True, is_from=False)
        if self.lists_names(index, group):
            return _Group(group.block, "NAMES", is_query=False, is_from=False)
        is_from = group.clause == "FROM" and _lists_items(group) and word in ITEMS
        clause = "ARGUMENTS" if group.clause == "FROM" and not is_from else group.clause
        return _Group(group.block, clause, is_query=False, is_from=is_from)

    def begins(self, head: Token, index: int) -> bool:
        """Whether this word begins a query here: VALUES and the like may also be names."""
        following = self.next(index)
        return head.kind == "word" and following not in (",", ")", ".")

    def lists_names(self, index: int, group: _Group) -> bool:
        """Whether what is in this bracket are names: of columns to write, to join by, or new ones."""
        before = self.tokens[max(0, index - 3) : index][::-1]
        words = [token.text for token in before] + ["", "", ""]
        if group.clause in ("INSERT", "INTO", "WITH", "COPY", "CONFLICT") or words[0] in (
            "INSERT",
            "OF",
            "USING",
        ):
            return True
        if group.clause == "SET" and words[0] in ("SET", ","):
            return True
        if group.clause != "FROM" or not before or not before[0].is_name or words[0] in ITEMS:
            return False
        return words[1] in ("AS", ")", "ORDINALITY") or (
            len(before) > 1 and before[1].is_name and words[1] not in ITEMS
        )

    def next(self, index: int) -> str:
        return self.tokens[index + 1].text if index + 1 < len(self.tokens) else ""


def _lists_items(group: _Group) -> bool:
    return group.is_query or group.is_from
