"""The rules by the kind of node that they judge: one small function each."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from tracktion_db.check.tree.nodes import Node

from .scope import Judge, Scope
from .verdict import Verdict

N = TypeVar("N", bound=Node)

RULES: dict[type[Node], Callable[[Judge, Any, Scope], Verdict]] = {}


def rule(
    *kinds: type[N],
) -> Callable[[Callable[[Judge, N, Scope], Verdict]], Callable[[Judge, N, Scope], Verdict]]:
    """Register the function below as the rule for these kinds of nodes."""

    def register(judge: Callable[[Judge, N, Scope], Verdict]) -> Callable[[Judge, N, Scope], Verdict]:
        for kind in kinds:
            RULES[kind] = judge
        return judge

    return register
