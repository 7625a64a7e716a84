"""Data that every graph has: the 24 musical keys, and the moves between them."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime
from typing import Final

from tracktion_db.graph import Graph, GraphTransaction
from tracktion_db.graph.call import nothing, one
from tracktion_db.graph.keys import key_rows, move_rows
from tracktion_db.graph.statements import cypher
from tracktion_db.records import Record

__all__ = ["KEYS", "keys_hash", "seed_keys"]

KEYS: Final = "data.keys"
"""The name that they are recorded under."""


class KeySeed(Record):
    """What the graph has of them; ``hash`` is empty before the first time."""

    hash: str
    keys: int
    moves: int


def keys_hash() -> str:
    """The hash of what is written; another one where the rules of music have changed."""
    rows = [key_rows(), move_rows()]
    return hashlib.sha256(json.dumps(rows, sort_keys=True).encode()).hexdigest()


def seed_keys(graph: Graph) -> bool:
    """Write the keys and their moves unless the graph has exactly these; says whether it did.

    One transaction, which begins with a write to the record: of two at once the second waits, or is repeated.
    Raises what ``Graph.transact`` raises.
    """
    now = datetime.now(UTC)
    wanted, keys, moves = keys_hash(), key_rows(), move_rows()

    def work(tx: GraphTransaction) -> bool:
        found = tx.run(one(cypher["graph.begin_key_seed"], KeySeed, name=KEYS, now=now))
        if found == KeySeed(hash=wanted, keys=len(keys), moves=len(moves)):
            return False
        tx.run(nothing(cypher["graph.remove_key_moves"]))
        tx.run(nothing(cypher["graph.save_keys"], rows=keys))
        tx.run(nothing(cypher["graph.link_key_moves"], rows=moves))
        tx.run(nothing(cypher["graph.end_key_seed"], name=KEYS, hash=wanted, now=now))
        return True

    return graph.transact(work)
