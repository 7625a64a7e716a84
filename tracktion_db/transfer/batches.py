"""Rows of a file, read and checked in batches."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import takewhile
from typing import Any, Final

import pydantic

from tracktion_db.errors import TracktionDBError
from tracktion_db.records import Input, validation_error
from tracktion_db.transfer.lines import Lines, Position, Taken
from tracktion_db.transfer.rejects import Reject, Unreadable
from tracktion_db.transfer.targets import Row

BATCH_ROWS: Final = 10_000
BATCH_BYTES: Final = 8 * 1024 * 1024


@dataclass(frozen=True)
class Batch:
    """Rows that are written together."""

    numbers: Sequence[int]
    """Of the good rows, in the file from 1."""
    rows: Sequence[Row]
    """The good rows, in the order of the COPY."""
    rejects: Sequence[Reject]
    """The others."""
    rows_before: int
    """Rows of the file before this batch."""
    ends: Sequence[int]
    """Where each row ends, in bytes of the file."""
    taken: Taken
    """The bytes of all of them."""

    @property
    def rows_read(self) -> int:
        """Rows of the file in this batch, good or not."""
        return len(self.ends)

    def position(self) -> Position:
        """Where the last row ends."""
        return self.taken.position(self.ends[-1] if self.ends else self.taken.start)

    def before(self, number: int) -> Batch:
        """What stands before this row of the file."""
        return replace(
            self,
            numbers=list(takewhile(lambda other: other < number, self.numbers)),
            rows=[row for other, row in zip(self.numbers, self.rows, strict=True) if other < number],
            rejects=[reject for reject in self.rejects if reject.row < number],
            ends=self.ends[: number - self.rows_before - 1],
        )

    def without(self, refused: Collection[Reject]) -> Batch:
        """The same rows of the file, these among the rejects."""
        numbers = {reject.row for reject in refused}
        kept = [index for index, number in enumerate(self.numbers) if number not in numbers]
        return replace(
            self,
            numbers=[self.numbers[index] for index in kept],
            rows=[self.rows[index] for index in kept],
            rejects=sorted([*self.rejects, *refused], key=lambda reject: reject.row),
        )


def read_batches(
    records: Iterable[Any],
    lines: Lines,
    validate: Callable[[Any], Input],
    row_of: Callable[[Input], Row],
    *,
    rows_before: int,
) -> Iterator[Batch]:
    """Check each record; what is wrong with the file itself is raised behind the rows before it."""
    source = iter(records)
    failure: TracktionDBError | None = None
    at_end = False
    while not at_end:
        numbers: list[int] = []
        rows: list[Row] = []
        rejects: list[Reject] = []
        ends: list[int] = []
        full = lines.taken + BATCH_BYTES
        try:
            for number, record in enumerate(source, rows_before + 1):
                ends.append(lines.taken)
                if isinstance(record, Unreadable):
                    rejects.append(Reject(number, "row", record.reason))
                else:
                    try:
                        rows.append(row_of(validate(record)))
                        numbers.append(number)
                    except pydantic.ValidationError as problem:
                        rejects.append(_reject(number, problem))
                if len(ends) == BATCH_ROWS or lines.taken >= full:
                    break
            else:
                at_end = True
        except TracktionDBError as problem:
            failure, at_end = problem, True
        if ends:
            yield Batch(numbers, rows, rejects, rows_before, ends, lines.take_bytes())
            rows_before += len(ends)
    if failure is not None:
        raise failure


def _reject(number: int, problem: pydantic.ValidationError) -> Reject:
    found = validation_error(problem)
    is_whole = not problem.errors(include_url=False, include_input=False, include_context=False)[0]["loc"]
    return Reject(number, "row" if is_whole else found.field, found.reason)
