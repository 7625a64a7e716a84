"""How one recording goes with another. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from tracktion_db.music import Key, Move, TempoRelation, key_without_lock, move, relate_tempo

from .costs import FAR_TEMPO_COST, key_cost, played_share, score_of, tempo_cost
from .recordings import Candidate
from .rule import MixRule

__all__ = ["Fit", "judge"]

_ANY_CHANGE = 100.0


@dataclass(frozen=True, slots=True)
class Fit:
    """How a second recording goes with a first one."""

    key_from: Key | None
    key_to: Key | None
    """As recorded."""
    key_without_lock: Key | None
    """The second one's key at the first one's tempo when the key is not locked."""
    key_heard: Key | None
    """The second one's key as the rule has it: one of the two before."""
    move: Move | None
    """From the first one's key to the second one's as it sounds by the rule; None where one is not known."""
    tempo: TempoRelation | None
    """None where one is not known, or one is more than double what would be the other's tempo."""
    broken: tuple[str, ...]
    """What of the rule does not hold: "key", "tempo", "rising". What is not known breaks nothing."""
    is_known: bool
    """Whether both keys and both tempi are."""
    played: int
    """How often the two were played in this order."""
    cost: float
    """See ``costs``; less when they were played together."""

    @property
    def score(self) -> float:
        """0 to 1; see ``costs``."""
        return score_of(self.cost)

    def explain(self) -> str:
        """In words, such as ``8A to 9A (energy up), 1.2 % slower, played together 7 times``."""
        parts = [self._key_words(), self._tempo_words()]
        if self.played:
            parts.append(
                "played together once" if self.played == 1 else f"played together {self.played} times"
            )
        if self.broken:
            parts.append(f"against the rule of {' and '.join(self.broken)}")
        return ", ".join(parts)

    def _key_words(self) -> str:
        if self.move is None or self.key_from is None or self.key_to is None:
            return "key not known"
        # The move is to what is heard.
        heard = ""
        if self.key_heard is not None and self.key_heard != self.key_to:
            heard = f", {self.key_heard.camelot} without key lock"
        return f"{self.key_from.camelot} to {self.key_to.camelot}{heard} ({self.move.name})"

    def _tempo_words(self) -> str:
        if self.tempo is None:
            return "tempo not known"
        percent = abs(self.tempo.pitch_percent)
        change = (
            "as fast"
            if percent < 0.05
            else f"{percent:.1f} % {'faster' if self.tempo.pitch_percent > 0 else 'slower'}"
        )
        return change if self.tempo.kind == "same" else f"{change} at {self.tempo.kind} time"


def judge(rule: MixRule, first: Candidate, second: Candidate, played: int = 0) -> Fit:
    """How the second recording goes with the first by this rule."""
    key_from, key_to = first.key, second.key
    tempo, broken = _tempo(rule, first.tempo, second.tempo)
    unlocked = key_to
    if key_to is not None and tempo is not None:
        unlocked = key_without_lock(key_to, tempo.pitch_percent)
    heard = key_to if rule.key_lock else unlocked
    between = None if key_from is None or heard is None else move(key_from, heard)
    if between is not None and between.name not in rule.moves:
        broken = ("key", *broken)
    is_far = tempo is None and "tempo" in broken
    of_tempo = FAR_TEMPO_COST if is_far else tempo_cost(tempo)
    return Fit(
        key_from=key_from,
        key_to=key_to,
        key_without_lock=unlocked,
        key_heard=heard,
        move=between,
        tempo=tempo,
        broken=broken,
        is_known=None not in (key_from, key_to, first.tempo, second.tempo),
        played=played,
        cost=(key_cost(between) + of_tempo) * played_share(played),
    )


def _tempo(
    rule: MixRule, first: float | None, second: float | None
) -> tuple[TempoRelation | None, tuple[str, ...]]:
    if first is None or second is None:
        return None, ()
    relation = relate_tempo(first, second, rule.tolerance_percent)
    if relation is None or relation.kind not in rule.kinds:
        broken = ("tempo",)
        relation = relate_tempo(first, second, _ANY_CHANGE)
        if not rule.half_double:
            percent = 100 * (first - second) / second
            relation = TempoRelation("same", percent) if abs(percent) <= _ANY_CHANGE else None
    else:
        broken = ()
    if rule.rising and relation is not None and relation.pitch_percent > 0:
        broken = (*broken, "rising")
    return relation, broken
