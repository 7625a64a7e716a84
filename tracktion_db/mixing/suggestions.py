"""What mixes after this."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from tracktion_db.graph.call import GraphCall
from tracktion_db.graph.steps import GraphSteps, GraphWork

from .bounds import require_bool, require_int, require_uid, require_uids
from .costs import VERSION
from .fit import Fit, judge
from .played import PlayedRecording, list_played_recordings_after
from .recordings import MixRecording, read_recordings, require_mixable
from .rule import MixRule
from .windows import Window, Without, list_nearest_recordings, windows_after

__all__ = ["MOST_JUST_PLAYED", "Suggestion", "what_mixes_after"]

MOST_JUST_PLAYED: Final = 500
MOST_SUGGESTIONS: Final = 200


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A recording that may follow, and why."""

    recording: MixRecording
    fit: Fit
    last_played_together: datetime | None
    version: int = VERSION
    """Of the score."""

    @property
    def score(self) -> float:
        """0 to 1; see ``costs``."""
        return self.fit.score

    @property
    def played_together(self) -> int:
        """How often the two were played in this order in sets."""
        return self.fit.played

    @property
    def explanation(self) -> str:
        """In words: ``8A to 9A (energy up), 1.2 % slower, played together 7 times, last 2024-05-17``."""
        last = self.last_played_together
        return self.fit.explain() + (f", last {last:%Y-%m-%d}" if last is not None else "")


def what_mixes_after(
    uid: str,
    *,
    rule: MixRule | None = None,
    same_artist: bool = True,
    just_played: Sequence[str] = (),
    limit: int = 20,
) -> GraphSteps[list[Suggestion]]:
    """The recordings that go best after this one, the best first; equal ones by uid.

    Those whose key and tempo the rule allows, and those without key or tempo that were really played after it
    in sets: what is not known breaks no rule. Never the recording itself or another file of the same track;
    none of its artist unless ``same_artist``; none of ``just_played`` (uids, at most 500, which need not
    exist). ``limit`` is 1 to 200.

    The answer is exact, but that of recordings really played after it the 1,000 most often played are seen.

    Raises NotFound, and RuleViolated of ``bpm`` or ``camelot`` for a recording that has no tempo or no key
    and that nothing was really played after.
    """
    require_uid("uid", uid)
    require_uids("just_played", just_played, MOST_JUST_PLAYED)
    require_bool("same_artist", same_artist)
    require_int("limit", limit, 1, MOST_SUGGESTIONS)
    chosen = rule or MixRule()

    def work() -> GraphWork[list[Suggestion]]:
        (recording,) = yield from read_recordings(uid=uid)
        without = Without(
            uids=(uid, *just_played),
            track=recording.track,
            artist_key=None if same_artist else recording.artist_key,
        )
        calls = [
            list_nearest_recordings(_windows(recording, chosen), without, row_limit=limit),
            *_played_calls(recording, without),
        ]
        found, *played = yield tuple(calls)
        best = _best(recording, chosen, without, found, [each for part in played for each in part])
        if not best:
            require_mixable(recording, "the recording")
        return best[:limit]

    return GraphSteps("mixing.what_mixes_after", work)


def _windows(recording: MixRecording, rule: MixRule) -> list[Window]:
    key, bpm = recording.key, recording.tempo
    return [] if key is None or bpm is None else windows_after(rule, key, bpm)


def _played_calls(recording: MixRecording, without: Without) -> list[GraphCall[list[PlayedRecording]]]:
    if recording.track is None:
        return []
    return [list_played_recordings_after(recording.track, without.uids)]


def _best(
    recording: MixRecording,
    rule: MixRule,
    without: Without,
    found: Iterable[MixRecording],
    played: Iterable[PlayedRecording],
) -> list[Suggestion]:
    """All that the rule allows, the best first."""
    candidates = {each.uid: each for each in found}
    together = {each.uid: each for each in played}
    suggestions: list[Suggestion] = []
    for uid, candidate in (candidates | together).items():
        if without.artist_key is not None and candidate.artist_key == without.artist_key:
            continue
        times, last = (together[uid].times, together[uid].last_at) if uid in together else (0, None)
        fit = judge(rule, recording, candidate, times)
        if not fit.broken and (fit.is_known or times):
            suggestions.append(Suggestion(candidate, fit, last))
    return sorted(suggestions, key=lambda each: (each.fit.cost, each.recording.uid))
