"""The musical keys in the graph: their nodes, and the moves between them. Pure."""

from __future__ import annotations

from typing import Final

from tracktion_db.music import ALL_KEYS, Key, MoveName, move

__all__ = ["key_properties", "key_rows", "move_rows"]

# What a DJ does on purpose though it cannot be blended for long.
_CUTS: Final[frozenset[MoveName]] = frozenset(("energy boost", "energy drop", "parallel"))


def key_properties(key: Key) -> dict[str, str | int]:
    """The node of a musical key."""
    return {
        "uid": key.camelot,
        "name": key.name,
        "tonic": key.tonic,
        "mode": key.mode,
        "number": key.number,
        "letter": key.letter,
    }


def key_rows() -> list[dict[str, object]]:
    """The 24 keys, as ``save_keys`` takes them, in the order of their uids."""
    nodes = sorted((key_properties(key) for key in ALL_KEYS), key=lambda node: str(node["uid"]))
    return [{"uid": node["uid"], "properties": node} for node in nodes]


def move_rows() -> list[dict[str, object]]:
    """The moves that DJs make, as ``link_key_moves`` takes them: ten from each key, to itself among them.

    They are those that blend, the energy boosts and drops, and the change to the parallel key; from any other
    key nothing leads there.
    """
    rows: list[dict[str, object]] = []
    for one in sorted(ALL_KEYS, key=lambda key: key.camelot):
        for other in sorted(ALL_KEYS, key=lambda key: key.camelot):
            step = move(one, other)
            if step.blendable or step.name in _CUTS:
                properties = {
                    "move": step.name,
                    "steps": step.steps,
                    "score": step.score,
                    "blendable": step.blendable,
                }
                rows.append({"uid": one.camelot, "target": other.camelot, "properties": properties})
    return rows
