"""What one person does at once: some calls, and the way in which they are run."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from tests.privacy.calls import GROWTH, KEYS, LISTS, READS, WRITES, Draw, next_page
from tests.privacy.people import Person
from tracktion_db import Call
from tracktion_db.errors import ValidationError

Rewrite = Callable[[Call[Any]], Call[Any]]

# Each way, and how often it is taken.
WAYS: Final = {
    "alone": 30,
    "alone, for a user": 8,
    "several": 12,
    "several, for a user": 4,
    "transaction": 12,
    "transaction, undone": 6,
    "transaction, with an error": 6,
    "transact": 4,
    "stream": 8,
    "deadline": 4,
    "cancelled": 4,
    "explained": 2,
}
SEVERAL: Final = frozenset(way for way in WAYS if way.startswith(("several", "transact")))
# Where a user is set as well, what finds by a key shows the user's own rows besides.
FOR_A_USER: Final = frozenset(way for way in WAYS if way.startswith("transact") or "for a user" in way)
MAY_BE_MINE: Final = "assistant.get_transcript_by_video"
"""Two people may have a transcript of one video."""


@dataclass(frozen=True)
class Act:
    """Calls of one person. Where ``of`` is somebody else, all are about that one's rows."""

    me: Person
    of: Person
    way: str
    calls: tuple[Call[Any], ...]
    seconds: float
    """Until it is cut short, where the way says so."""

    def expects_nothing(self, call: Call[Any]) -> bool:
        return self.of is not self.me and call.statement.name != MAY_BE_MINE

    def name(self, call: Call[Any]) -> str:
        return f"{call.statement.name}, {self.way}"


class Acts:
    """Draws acts of a crowd; the same seed draws the same ways, people and statements."""

    def __init__(
        self, people: list[Person], seed: int, *, rewrite: Rewrite, only_reads: bool = False
    ) -> None:
        self._people = people
        self._rng = random.Random(seed)
        self._rewrite = rewrite
        self._only_reads = only_reads
        self.refused = 0
        """How many cursors of another were refused."""

    def draw(self) -> Act:
        """The next one, of arguments that its people know by now."""
        rng = self._rng
        me, other = rng.sample(self._people, 2)
        of = other if rng.random() < 0.3 else me
        way = rng.choices(list(WAYS), list(WAYS.values()))[0]
        number = rng.randrange(2, 6) if way in SEVERAL else 1
        calls = [self._rewrite(self._call(me, of, way)) for _ in range(number)]
        return Act(me, of, way, tuple(calls), rng.choice((1e-5, 5e-4, 2e-3, 5e-3)))

    def _call(self, me: Person, of: Person, way: str) -> Call[Any]:
        rng = self._rng
        if way == "stream":
            return rng.choice(_streams(me is of))(me, of, rng)
        tables: list[dict[str, Draw]] = [READS]
        if not self._only_reads:
            tables.append(WRITES)
        if me is of:
            tables.append(LISTS)
            if not self._only_reads:
                tables.append(GROWTH)
                if way not in FOR_A_USER and way != "several":
                    tables.append(KEYS)
        if rng.random() < 0.05 and (page := self._next_page(me, of)) is not None:
            return page
        table = rng.choice(tables)
        return table[rng.choice(list(table))](me, of, rng)

    def _next_page(self, me: Person, of: Person) -> Call[Any] | None:
        try:
            return next_page(me, of, self._rng)
        except ValidationError:
            assert me is not of
            self.refused += 1
            return None


def _streams(of_my_own: bool) -> list[Draw]:
    tables = (READS, LISTS) if of_my_own else (READS,)
    return [draw for table in tables for name, draw in table.items() if name in STREAMED]


STREAMED: Final = frozenset(
    (
        "accounts.list_sessions",
        "assistant.get_chunks",
        "assistant.list_conversations_from",
        "assistant.list_last_messages",
        "assistant.list_messages_from",
        "assistant.list_templates",
    )
)
