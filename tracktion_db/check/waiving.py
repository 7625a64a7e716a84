"""What authors stand by: ``:waive rule subject: reason`` takes a finding out, and is listed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from tracktion_db.check.findings import Finding, finding_at
from tracktion_db.check.rules import RULES
from tracktion_db.statements import Waiver
from tracktion_db.statements.source import Source
from tracktion_db.statements.suggestions import nearest

__all__ = ["Waived", "check_waivers", "waive"]

# Without them there is nothing to check, or nothing to waive.
NEVER_WAIVED: Final = frozenset(("load", "prepare", "waiver"))


@dataclass(frozen=True, slots=True)
class Waived:
    """A finding that the author of the statement stands by."""

    finding: Finding
    reason: str


def waive(findings: Iterable[Finding], waivers: Iterable[Waiver]) -> tuple[list[Finding], list[Waived]]:
    """The findings that no waiver is for, and the others."""
    left: list[Finding] = []
    waived: list[Waived] = []
    for finding in findings:
        waiver = next((one for one in waivers if _is_for(one, finding)), None)
        if waiver is None:
            left.append(finding)
        else:
            waived.append(Waived(finding, waiver.reason))
    return left, waived


def check_waivers(
    source: Source,
    waivers: Iterable[Waiver],
    findings: Iterable[Finding],
    *,
    statement: str,
    understood: bool,
) -> Iterator[Finding]:
    """A waiver names a rule, and is for one of these findings of its statement.

    Where the statement is not understood in full, what a waiver is for may be what is not.
    """
    found = list(findings)
    for waiver in waivers:
        if waiver.rule not in RULES:
            likely = nearest(waiver.rule, RULES)
            problem = f"no rule is called {waiver.rule}"
            instead = f"write {likely}" if likely else f"write one of {', '.join(sorted(RULES))}"
        elif waiver.rule in NEVER_WAIVED:
            problem, instead = f"findings of {waiver.rule} cannot be waived", "remove the line"
        elif understood and not any(_is_for(waiver, finding) for finding in found):
            about = f" about {waiver.subject}" if waiver.subject else ""
            problem = f"nothing to waive: {waiver.rule} finds nothing{about} here"
            instead = _meant(waiver, found) or "remove the line"
        else:
            continue
        yield finding_at(
            source, waiver.place, "waiver", problem, instead, statement=statement, subject=waiver.subject
        )


def _meant(waiver: Waiver, found: Iterable[Finding]) -> str | None:
    """What to write where the rule finds something about a subject of nearly this name."""
    subjects = {one.subject for one in found if one.rule == waiver.rule and one.subject is not None}
    likely = nearest(waiver.subject, subjects) if waiver.subject else None
    return f"write :waive {waiver.rule} {likely}:" if likely else None


def _is_for(waiver: Waiver, finding: Finding) -> bool:
    return (
        waiver.rule == finding.rule
        and waiver.subject in (None, finding.subject)
        and waiver.rule not in NEVER_WAIVED
    )
