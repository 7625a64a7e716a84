"""Data that every graph has: the 24 musical keys, and the moves between them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, Final

from tracktion_db.graph import Graph, GraphCall, GraphTransaction
from tracktion_db.graph.call import many, nothing, one
from tracktion_db.graph.keys import key_rows, move_rows
from tracktion_db.graph.statements import cypher
from tracktion_db.records import Record

__all__ = ["KEYS", "KeyProblems", "StoredKey", "keys_hash", "list_keys", "problems_of_keys", "seed_keys"]

KEYS: Final = "data.keys"
"""The name that they are recorded under."""
KeyProblems = dict[str, tuple[str, ...]]
"""What is wrong with keys, by uid, as names of properties and relationships; only those that are wrong."""


class KeySeed(Record):
    """What was written last; ``hash`` is empty before the first time."""

    hash: str


class StoredKey(Record):
    """A musical key as the graph has it; ``uid`` is empty for one that somebody else wrote without."""

    uid: str
    properties: dict[str, Any]
    moves: list[dict[str, Any]]
    """Each ``{target, properties}``: the other key's uid, and the properties of the relationship."""


def list_keys() -> GraphCall[list[StoredKey]]:
    """The musical keys that the graph has, by uid."""
    return many(cypher["graph.list_keys"], StoredKey)


def problems_of_keys(stored: Sequence[StoredKey]) -> KeyProblems:
    """What keeps these from being exactly the 24 keys with the moves between them."""
    wanted: dict[str, Any] = {str(row["uid"]): row["properties"] for row in key_rows()}
    moves: dict[str, dict[str, Any]] = {uid: {} for uid in wanted}
    for row in move_rows():
        moves[str(row["uid"])][str(row["target"])] = row["properties"]
    found: KeyProblems = dict.fromkeys(wanted, ("missing",))
    for key in stored:
        if key.uid not in wanted:
            found[key.uid] = ("should not be there",)
            continue
        should, there = wanted[key.uid], {link["target"]: link["properties"] for link in key.moves}
        names = {name for name in {*should, *key.properties} if should.get(name) != key.properties.get(name)}
        if there != moves[key.uid] or len(there) != len(key.moves):
            names.add("COMPATIBLE")
        found[key.uid] = tuple(sorted(names))
    return {uid: what for uid, what in found.items() if what}


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
        seeded = tx.run(one(cypher["graph.begin_key_seed"], KeySeed, name=KEYS, now=now))
        if seeded.hash == wanted and not problems_of_keys(tx.run(list_keys())):
            return False
        tx.run(nothing(cypher["graph.remove_key_moves"]))
        tx.run(nothing(cypher["graph.remove_other_keys"], uids=[row["uid"] for row in keys]))
        tx.run(nothing(cypher["graph.save_keys"], rows=keys))
        tx.run(nothing(cypher["graph.link_key_moves"], rows=moves))
        tx.run(nothing(cypher["graph.end_key_seed"], name=KEYS, hash=wanted, now=now))
        return True

    return graph.transact(work)
