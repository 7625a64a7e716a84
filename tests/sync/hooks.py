"""What a test does in the middle of a batch, and the death of a worker there."""

from __future__ import annotations

from collections.abc import Callable


class KilledError(BaseException):
    """The end of a worker in the middle of a batch: no code of it that follows may matter."""


def once(action: Callable[[], object]) -> Callable[[], None]:
    """The action, for the first batch only."""
    actions = [action]

    def hook() -> None:
        if actions:
            actions.pop()()

    return hook


def die() -> None:
    raise KilledError
