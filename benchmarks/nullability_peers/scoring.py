"""Verdicts about the battery's columns, compared with its truth."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from tests.check.battery import BatteryStatement, truth

Verdict = Callable[[BatteryStatement], dict[str, bool]]
"""May each column of the result be NULL? Raises Refused if the tool cannot read the statement."""


class Refused(Exception):
    """The tool gives no verdict on this statement."""


@dataclass
class Score:
    """The verdicts of one tool. The lists hold ``statement.column``, or the statement for ``refused``."""

    tool: str
    exact: list[str] = field(default_factory=list[str])
    unsound: list[str] = field(default_factory=list[str])
    """Called not null, and a NULL was seen."""
    over_nullable: list[str] = field(default_factory=list[str])
    """Called nullable, and no NULL can be; without the columns of the next list."""
    beyond_a_checker: list[str] = field(default_factory=list[str])
    """Called nullable, and only data or a function's body says that no NULL can be."""
    refused: list[str] = field(default_factory=list[str])


def score(tool: str, verdict: Verdict, statements: Iterable[BatteryStatement]) -> Score:
    """Ask this tool about every column of these statements."""
    stored = truth()
    result = Score(tool)
    for statement in statements:
        try:
            verdicts = verdict(statement)
        except Refused:
            result.refused.append(statement.name)
            continue
        for column, null_seen in stored[statement.name].items():
            if verdicts[column] == null_seen:
                verdict_list = result.exact
            elif null_seen:
                verdict_list = result.unsound
            elif column in statement.needs:
                verdict_list = result.beyond_a_checker
            else:
                verdict_list = result.over_nullable
            verdict_list.append(f"{statement.name}.{column}")
    return result


def markdown(scores: Iterable[Score]) -> str:
    """The table, one row for each tool."""
    lines = [
        "| tool | unsound | over-nullable | of these beyond a checker | exact | refused statements |",
        "| --- | ---: | ---: | ---: | ---: | ---: |",
    ]
    for one in scores:
        over = len(one.over_nullable) + len(one.beyond_a_checker)
        counts = (len(one.unsound), over, len(one.beyond_a_checker), len(one.exact), len(one.refused))
        lines.append(f"| {one.tool} | {' | '.join(map(str, counts))} |")
    return "\n".join(lines) + "\n"
