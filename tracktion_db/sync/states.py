"""The state of a thing: its node, the relationships that it owns, the shared nodes at their ends. Pure."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple

__all__ = ["MAX_TEXT", "UID", "LinkKey", "Linked", "Properties", "State", "cut", "present", "uid_of"]

Properties = Mapping[str, Any]
"""Properties of a node or relationship; None stands nowhere in them."""

MAX_TEXT: Final = 2_000
"""Characters of a text that the graph keeps: an index there takes about 8,000 bytes."""
UID: Final = "uid"


class LinkKey(NamedTuple):
    """Which relationship of its owner it is."""

    type: str
    target: str
    """The uid of the node at its other end."""
    place: str | int | None
    """What tells two of them apart between the same nodes; None where there is but one."""


class Linked(NamedTuple):
    """A relationship and the shared node at its other end."""

    properties: Properties
    target: Properties


@dataclass(slots=True)
class State:
    """A thing as it should be, or as the graph has it."""

    uid: str
    properties: Properties
    links: dict[LinkKey, Linked] = field(default_factory=dict[LinkKey, Linked])
    doubled: set[LinkKey] = field(default_factory=set[LinkKey])
    """Relationships that the graph has more than once; never in a state as it should be."""


def present(**properties: object) -> dict[str, Any]:
    """These properties without those that are None."""
    return {name: value for name, value in properties.items() if value is not None}


def cut(text: str | None) -> str | None:
    """The beginning of this text, as the graph keeps it."""
    return text if text is None or len(text) <= MAX_TEXT else text[:MAX_TEXT]


def uid_of(*parts: str) -> str:
    """The uid of a shared node that is exactly these texts: 32 hex digits."""
    # With their lengths: any sign may stand inside a name, so that none parts them.
    text = "".join(f"{len(part)}:{part}" for part in parts)
    return hashlib.sha256(text.encode()).hexdigest()[:32]
