"""A finding: what is wrong at one place of one file, what the server says of it and what to write instead."""

from __future__ import annotations

from dataclasses import dataclass

from tracktion_db.errors import StatementError
from tracktion_db.statements.source import Source

__all__ = ["Finding"]


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """One thing that is wrong. ``str()`` shows it as compilers do."""

    path: str
    line: int
    """From 1."""
    column: int
    """In characters, from 1."""
    rule: str
    """One of ``rules.RULES``."""
    statement: str | None
    """``domain.verb_noun``; None for a file that is no statement."""
    subject: str | None
    """The column or parameter that it is about, if it is about one; a waiver may name it."""
    problem: str
    server: str | None
    """What the server says, in its words; None when it says nothing."""
    instead: str
    """What to write."""
    source_line: str
    """The line of the file, as it is shown."""
    caret: str
    """Blanks and a caret, to stand below it."""

    def __str__(self) -> str:
        lines = [f"{self.path}:{self.line}:{self.column}: {self.problem} [{self.rule}]"]
        if self.source_line:
            lines += [f"    {self.source_line}", f"    {self.caret}"]
        if self.server:
            lines.append(f"server: {self.server}")
        if self.instead:
            lines.append(self.instead)
        return "\n".join(lines)


def finding_at(
    source: Source,
    offset: int,
    rule: str,
    problem: str,
    instead: str,
    *,
    statement: str | None = None,
    subject: str | None = None,
    server: str | None = None,
) -> Finding:
    """The finding for what stands at this offset of a file."""
    place = source.place(offset)
    return Finding(
        path=source.path,
        line=place.line,
        column=place.column,
        rule=rule,
        statement=statement,
        subject=subject,
        problem=problem,
        server=server,
        instead=instead,
        source_line=place.shown,
        caret=place.caret,
    )


def finding_of(error: StatementError, rule: str) -> Finding:
    """The finding for a file that the loader refuses; its message has all the parts already."""
    head, _, below = str(error).partition("\n")
    lines = below.split("\n")
    shown = len(lines) >= 2 and lines[1].strip() == "^"
    prefix = f"{error.path}:{error.line}:{error.column}: "
    return Finding(
        path=error.path or "",
        line=error.line or 1,
        column=error.column or 1,
        rule=rule,
        statement=error.statement,
        subject=None,
        problem=head.removeprefix(prefix),
        server=None,
        instead="\n".join(lines[2:] if shown else lines),
        source_line=lines[0][4:] if shown else "",
        caret=lines[1][4:] if shown else "",
    )
