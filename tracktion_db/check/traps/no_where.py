"""Without WHERE, UPDATE and DELETE take every row."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from tracktion_db.check.findings import Finding
from tracktion_db.check.reading.analysis import Analysed

COMMANDS: Final = {2: "UPDATE", 4: "DELETE"}


def check_no_where(analysed: Analysed) -> Iterator[Finding]:
    """Rule no-where. ``WHERE TRUE`` says that all rows are meant."""
    for number, command in COMMANDS.items():
        wrong = sum(
            level.query.command_type == number
            and level.query.jointree is not None
            and level.query.jointree.quals is None
            for level in analysed.levels
        )
        blocks = dict.fromkeys([item.block for item in analysed.places.outlined])
        heads = [
            block.head.start
            for block in blocks
            if block.head.text == command and "WHERE" not in block.clauses
        ]
        for place in heads[:wrong]:
            yield analysed.finding(
                "no-where",
                place,
                f"{command} without WHERE takes every row",
                "write which rows, or WHERE TRUE for all of them",
            )
