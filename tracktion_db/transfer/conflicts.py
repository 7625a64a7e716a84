"""Rows of one batch that cannot be added, because others have what must be unique."""

from __future__ import annotations

from collections.abc import Sequence

from tracktion_db.transfer.batches import Batch
from tracktion_db.transfer.rejects import Reject
from tracktion_db.transfer.targets import Taken, Target


def conflicts(target: Target, batch: Batch, taken: Sequence[Taken]) -> list[Reject]:
    """One reject for each row that the database refuses, as if they were added one after the other.

    ``taken`` is what rows of the database have. Of rows that are alike the first is added.
    """
    by_row = {found.row: found.field for found in reversed(taken)}
    places = target.unique_places
    owners: dict[str, dict[object, int]] = {field: {} for field in places}
    found: list[Reject] = []
    for index, (number, row) in enumerate(zip(batch.numbers, batch.rows, strict=True)):
        if index in by_row:
            found.append(Reject(number, by_row[index], "is taken by a row that is there already"))
            continue
        mine = {field: row[place] for field, place in places.items() if row[place] is not None}
        twice = next((field for field, value in mine.items() if value in owners[field]), None)
        if twice is not None:
            owner = owners[twice][mine[twice]]
            found.append(Reject(number, twice, f"is taken by row {owner} of the same source"))
            continue
        for field, value in mine.items():
            owners[field][value] = number
    return found
