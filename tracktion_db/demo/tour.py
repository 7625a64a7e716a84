"""The demo's questions: each is a call or a search, answered under the names of its SQL files."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, TypeVar

from tracktion_db import catalog, library
from tracktion_db.call import Call, Page
from tracktion_db.database import Database
from tracktion_db.demo.load import sample_set_path
from tracktion_db.demo.sample import SampleLibrary
from tracktion_db.steps import Steps

T = TypeVar("T")

SEARCHES: Final = (
    ("Words in any order, without accents and case", "tiesto adagio"),
    ("A typo is forgiven", "depehce mode"),
    ("While one is still typing", "bey cra"),
    ("Fields, in any script", "artist:久石譲 year:1995..2005"),
)


@dataclass(frozen=True, slots=True)
class Answer:
    """What one statement, or the statements of a search, answered."""

    question: str
    statements: Sequence[str]
    seconds: float
    """As the caller sees it: checkout, round trip and records included."""
    lines: Sequence[str]


@dataclass(frozen=True, slots=True)
class Favourite:
    """The track that most sets play."""

    name: str
    by: Mapping[str, Any]
    """What the sets know it by: arguments of ``list_tracklists_containing``."""


def favourite_of(tracks: Iterable[tuple[str, Mapping[str, Any]]]) -> Favourite:
    """The most frequent of these entries of sets, each a name to show and what identifies it."""
    names: dict[tuple[tuple[str, Any], ...], str] = {}
    plays: Counter[tuple[tuple[str, Any], ...]] = Counter()
    for name, by in tracks:
        identity = tuple(by.items())
        names.setdefault(identity, name)
        plays[identity] += 1
    identity = plays.most_common(1)[0][0]
    return Favourite(names[identity], dict(identity))


def answers(db: Database, sample: SampleLibrary, favourite: Favourite) -> Iterator[Answer]:
    """Ask everything, one after the other."""
    ask = _Asker(db)
    first = sample.tracks[0]
    played = sample.sets[0]

    yield ask(
        "What is at this path?",
        catalog.get_recording_by_path(first.file_path),
        lambda found: [_recording(found)] if found else [],
    )
    yield ask(
        "Which recordings have a tempo between 120 and 128 bpm?",
        catalog.list_recordings_by_metadata_number("bpm", 120, 128, limit=5),
        lambda page: [f"{item.number} bpm  {item.file_path}" for item in page.items] + _more(page),
    )
    containing = catalog.list_tracklists_containing(**favourite.by)
    yield ask(
        f"Which sets play “{favourite.name}”, the track that most of them play?",
        containing,
        lambda page: [f"{len(page.items)} sets"] + [_tracklist(item) for item in page.items[:4]] + ["…"],
    )
    tracklist = _tracklist_of(db, sample_set_path(played))
    second = played.duration_seconds // 2
    yield ask(
        f"What plays {_clock(second)} into “{played.title}”?",
        catalog.get_track_playing(tracklist.id, second),
        lambda playing: [_playing(playing)] if playing else [],
    )
    hashes = [track.file_hash for track in sample.tracks[:3]]
    yield ask(
        "Three files are to be added: which of them are there already, by their hash?",
        catalog.list_recordings_by_hash([*hashes[:2], "0" * 64]),
        lambda found: [
            f"{item.file_hash[:12] if item.file_hash else ''}…  {item.file_path}" for item in found
        ],
    )
    yield ask(
        "Which rename proposals are the surest?",
        catalog.list_rename_proposals(limit=3),
        lambda page: (
            [
                f"{item.confidence_score:.2f}  {item.current_filename} → {item.proposed_filename}"
                for item in page.items
            ]
            + _more(page)
        ),
    )
    db.run(catalog.refresh_recording_statistics())
    yield ask(
        "How many recordings were catalogued, by month and status?",
        catalog.list_recording_statistics(),
        lambda rows: [f"{row.month:%Y-%m}  {row.status}  {row.recordings:,}" for row in rows],
    )
    started = time.perf_counter()
    plan = db.explain(containing)
    yield Answer(
        "How did the server find those sets? (EXPLAIN)",
        [containing.statement.name],
        time.perf_counter() - started,
        plan.splitlines(),
    )
    for question, text in SEARCHES:
        yield _searched(db, question, text)


class _Asker:
    def __init__(self, db: Database) -> None:
        self._db = db

    def __call__(self, question: str, call: Call[T], show: Callable[[T], Sequence[str]]) -> Answer:
        self._db.run(call)  # the first run also prepares the statement
        started = time.perf_counter()
        answer = self._db.run(call)
        seconds = time.perf_counter() - started
        return Answer(question, [call.statement.name], seconds, show(answer))


def _searched(db: Database, question: str, text: str) -> Answer:
    search = library.search_audio_tracks(text, limit=3)
    statements = _statements_of(db, search)
    started = time.perf_counter()
    page = db.run(search)
    seconds = time.perf_counter() - started
    lines = [f"{hit.artist} | {hit.title} | {hit.tier}" for hit in page.items]
    return Answer(f"{question}: {text}", statements, seconds, lines + (["…"] if page.has_more else []))


def _statements_of(db: Database, steps: Steps[Any]) -> list[str]:
    """Take the steps one by one, as ``run`` does, to see which statements they are; prepares them, too."""
    work, names = steps.begin(), list[str]()
    try:
        call = next(work)
        while True:
            names.append(call.statement.name)
            call = work.send(db.run(call))
    except StopIteration:
        return names


def _tracklist_of(db: Database, path: str) -> catalog.Tracklist:
    recording = db.run(catalog.get_recording_by_path(path))
    assert recording is not None, "the sample library was loaded just now"
    tracklist = db.run(catalog.get_tracklist_by_recording(recording.id))
    assert tracklist is not None, "a set goes in with its tracklist"
    return tracklist


def _recording(found: catalog.Recording) -> str:
    size = f"{found.file_size / 1e6:.1f} MB" if found.file_size else "size unknown"
    return f"{found.file_name}, {size}, {found.status}, id {found.id}"


def _tracklist(found: catalog.Tracklist) -> str:
    return f"{found.title} ({found.track_count} tracks)"


def _playing(found: catalog.PlayingTrack) -> str:
    since = _clock(int(found.start_second))
    return f"{found.track.artist} - {found.track.title}, track {found.position + 1}, since {since}"


def _more(page: Page[object]) -> list[str]:
    return ["… and more: page.next_cursor leads on"] if page.has_more else []


def _clock(seconds: int) -> str:
    return f"{seconds // 3600}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"
