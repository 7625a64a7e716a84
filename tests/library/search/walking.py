"""One page after the other."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from tests.fixtures.executors import Run
from tests.library.search.asking import search

Place = tuple[UUID, float, str]


def places(run: Run, text: str, **where: Any) -> tuple[list[Place], bool]:
    """Everything in one page, and whether that page was capped."""
    page = search(run, text, limit=1000, **where)
    return [(hit.id, hit.rank, hit.tier) for hit in page.items], page.capped


def walk(run: Run, text: str, size: int, **where: Any) -> tuple[list[Place], bool]:
    """The same from pages of this size, the first 1,000."""
    found: list[Place] = []
    capped = False
    cursor: str | None = None
    while len(found) < 1000:
        page = search(run, text, limit=size, cursor=cursor, **where)
        found += [(hit.id, hit.rank, hit.tier) for hit in page.items]
        capped = capped or page.capped
        cursor = page.next_cursor
        assert page.has_more == (cursor is not None)
        assert not page.has_more or len(page.items) == size
        if cursor is None:
            break
    return found[:1000], capped
