"""The judged queries: real names as people type them, with the tracks that a person would call right.

Each query is made from one track, drawn by the seed. ``targets`` are the tracks that it was made to find: all
of the same folded artist and title, in whatever order several artists are named; all of the artist for an
artist alone, all of the title for a title alone. ``right`` has also what the text says as well as it says the
target, since nobody who reads the text alone could tell which was meant:

whole   a track whose artist, title or both are exactly the text, whatever it was made from: "Slam" asks for
        the artist and for the title Slam alike
artist  for an artist alone, tracks that name the artist among others ("Slam & UNER")
begun   for a text that is being typed, or has a typo, tracks that begin with it as it stands
words   for some of the words of a track, or their beginnings, tracks that hold them all in artist and title,
        and no more words than the target has; for one word too many, tracks that do hold that word
part    for a part of a name in another script, tracks that contain it
near    for a typo, tracks whose artist, title or "artist title" is no more edits away than the target is

A longer version of the same title ("(X Remix)") is not right where the text says nothing of it, and neither
is a track that only an album makes fit. Names that would be read as search syntax (``-word``, ``OR``,
``genre:``, a double quote) are not drawn: what they mean is not a matter of taste.
"""

from __future__ import annotations

import random
import re
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from benchmarks.search import spelling
from benchmarks.search.corpus import Track, Typed
from benchmarks.search.names import Ids, Names
from benchmarks.search.normalise import fold, squeeze
from benchmarks.search.typos import LONG, SHORTEST, mistype_words

_SYNTAX: Final = re.compile(r"(?:^|\s)-\w|\bOR\b|\b(?:artist|title|album|genre|year|format|status):|\"")
_TOO_MANY: Final = ("official", "video", "lyrics", "audio", "hd", "hq", "youtube", "mp3", "download", "song")


@dataclass(frozen=True)
class Query:
    """What was typed, and what is found rightly."""

    kind: str
    text: str
    targets: Ids
    right: Ids


@dataclass(frozen=True)
class Material:
    """What queries are made of."""

    names: Names
    typed: Sequence[Typed]
    others: Sequence[Track]
    """Tracks in other scripts."""


Maker = Callable[[random.Random, Material, Track], "tuple[str, Ids, Ids] | None"]
"""Text, targets, right; None when nothing of this kind can be made from this track."""


def make(material: Material, seed: int, count: int) -> list[Query]:
    """So many queries of each kind, the same for the same seed; fewer only where there are no more names."""
    queries: list[Query] = []
    for kind, maker in {**TYPO_FREE, **TYPOS}.items():
        chance = random.Random(f"{seed}/{kind}")
        queries += _of_kind(kind, maker, chance, material, count)
    return queries


def _of_kind(kind: str, maker: Maker, chance: random.Random, material: Material, count: int) -> list[Query]:
    drawn = list(_pool(kind, material))
    chance.shuffle(drawn)
    queries: list[Query] = []
    texts: set[str] = set()
    for track in drawn:
        made = maker(chance, material, track)
        if made is None or made[0] in texts or not squeeze(made[0]) or _SYNTAX.search(made[0]):
            continue
        texts.add(made[0])
        queries.append(Query(kind, *made))
        if len(queries) == count:
            break
    return queries


def _pool(kind: str, material: Material) -> Sequence[Track]:
    if kind == "punctuated names":
        return [one.track for one in material.typed for _ in one.texts]
    return material.others if kind in _OTHER_SCRIPTS else material.names.tracks


def _named(track: Track) -> tuple[list[str], list[str]] | None:
    """The words of artist and title as they are written; None when there is no artist."""
    return (track.artist.split(), track.title.split()) if track.artist else None


def _about(material: Material, track: Track, text: str) -> tuple[str, Ids, Ids]:
    same = material.names.same(track)
    return text, same, same | material.names.whole(text)


def _artist_title(_: random.Random, material: Material, track: Track) -> tuple[str, Ids, Ids] | None:
    return _about(material, track, track.name) if track.artist else None


def _title_artist(_: random.Random, material: Material, track: Track) -> tuple[str, Ids, Ids] | None:
    return _about(material, track, f"{track.title} {track.artist}") if track.artist else None


def _title(_: random.Random, material: Material, track: Track) -> tuple[str, Ids, Ids] | None:
    return track.title, material.names.of_title(track.title), material.names.whole(track.title)


def _artist(_: random.Random, material: Material, track: Track) -> tuple[str, Ids, Ids] | None:
    return None if track.artist is None else _by(material, track.artist, track.artist)


def _by(material: Material, artist: str, text: str) -> tuple[str, Ids, Ids]:
    names = material.names
    targets = names.of_artist(artist)
    return text, targets, targets | names.credited_to(artist) | names.whole(text)


def _respelled(respell: Callable[[str, random.Random], str | None]) -> Maker:
    def maker(chance: random.Random, material: Material, track: Track) -> tuple[str, Ids, Ids] | None:
        text = respell(track.name, chance) if track.artist else None
        return None if text is None else _about(material, track, text)

    return maker


def _shuffled(chance: random.Random, material: Material, track: Track) -> tuple[str, Ids, Ids] | None:
    named = _named(track)
    if named is None:
        return None
    words = [word for word in (*named[0], *named[1]) if fold(word)]
    before = list(words)
    chance.shuffle(words)
    if len(words) < 3 or words == before:
        return None
    return _some_words(material, track, words)


def _some_words(
    material: Material, track: Track, words: Sequence[str], *, cut: bool = False
) -> tuple[str, Ids, Ids]:
    text = " ".join(words)
    same = material.names.same(track)
    most = len(fold(track.artist or "")) + len(fold(track.title))
    asked = [folded for word in words for folded in fold(word)]
    return text, same, same | material.names.whole(text) | material.names.holding(asked, most, cut=cut)


def _typing(chance: random.Random, material: Material, track: Track) -> tuple[str, Ids, Ids] | None:
    if track.artist is None or len(track.name) < 8:
        return None
    text = track.name[: round(len(track.name) * chance.uniform(0.6, 0.8))].strip()
    same = material.names.same(track)
    return text, same, same | material.names.whole(text) | material.names.beginning(text)


def _cut(chance: random.Random, material: Material, track: Track) -> tuple[str, Ids, Ids] | None:
    named = _named(track)
    words = [word for word in (*named[0], *named[1]) if word.isalnum()] if named else []
    if len(words) < 2 or named is None or len(words) < len(named[0]) + len(named[1]):
        return None
    cut = [word[: max(3, round(len(word) * chance.uniform(0.5, 0.75)))] for word in words]
    return None if cut == words else _some_words(material, track, cut, cut=True)


def _three_words(chance: random.Random, material: Material, track: Track) -> tuple[str, Ids, Ids] | None:
    named = _named(track)
    if named is None:
        return None
    artist, title = ([word for word in words if word.isalnum()] for words in named)
    if not artist or len(title) < 3:
        return None
    return _some_words(material, track, [chance.choice(artist), *chance.sample(title, 2)])


def _too_many(chance: random.Random, material: Material, track: Track) -> tuple[str, Ids, Ids] | None:
    if track.artist is None:
        return None
    text, same, right = _about(material, track, f"{track.name} {chance.choice(_TOO_MANY)}")
    return text, same, right | material.names.holding(fold(text))


def _punctuated(chance: random.Random, material: Material, track: Track) -> tuple[str, Ids, Ids] | None:
    texts = next(one.texts for one in material.typed if one.track.id == track.id)
    text = chance.choice(texts)
    if track.artist is not None and squeeze(text) == squeeze(track.artist):
        return _by(material, track.artist, text)
    return _some_words(material, track, text.split())


def _whole_other(chance: random.Random, material: Material, track: Track) -> tuple[str, Ids, Ids] | None:
    parts = [track.artist or "", track.title]
    chance.shuffle(parts)
    text = spelling.plainer(" ".join(parts), chance)
    return _about(material, track, text)


def _part_of(scripts: frozenset[str], shortest: int) -> Maker:
    def maker(chance: random.Random, material: Material, track: Track) -> tuple[str, Ids, Ids] | None:
        texts = (
            [track.title, track.artist or ""] if chance.random() < 0.7 else [track.artist or "", track.title]
        )
        parts = [
            part
            for text in texts[: chance.choice((1, 1, 2))]
            if (part := spelling.part(text, scripts, shortest, chance)) is not None
        ]
        if not parts:
            return None
        same = material.names.same(track)
        return " ".join(parts), same, same | material.names.containing(parts)

    return maker


def _mistyped_name(words: int, times: int, letters: int) -> Maker:
    def maker(chance: random.Random, material: Material, track: Track) -> tuple[str, Ids, Ids] | None:
        if track.artist is None:
            return None
        text = mistype_words(track.name, chance, words, times, letters)
        return None if text is None else _near(material, text, material.names.same(track), words * times)

    return maker


def _mistyped_title(chance: random.Random, material: Material, track: Track) -> tuple[str, Ids, Ids] | None:
    text = mistype_words(track.title, chance)
    return None if text is None else _near(material, text, material.names.of_title(track.title), 1)


def _mistyped_artist(chance: random.Random, material: Material, track: Track) -> tuple[str, Ids, Ids] | None:
    text = mistype_words(track.artist or "", chance)
    if text is None:
        return None
    _, targets, right = _by(material, track.artist or "", track.artist or "")
    near = _near(material, text, targets, 1)
    return text, targets, right | near[2]


def _near(material: Material, text: str, targets: Ids, edits: int) -> tuple[str, Ids, Ids]:
    names = material.names
    return text, targets, targets | names.whole(text) | names.beginning(text) | names.within(text, edits)


_EAST: Final = frozenset({"CJK", "HIRAGANA", "KATAKANA", "KATAKANA-HIRAGANA", "HANGUL", "THAI"})
_ALPHABETS: Final = frozenset({"CYRILLIC", "GREEK", "ARABIC", "HEBREW"})
_OTHER_SCRIPTS: Final = (
    "whole names in other scripts",
    "part of a Chinese, Japanese, Korean, Thai name",
    "part of a Cyrillic, Greek, Arabic, Hebrew name",
)
TYPO_FREE: Final[dict[str, Maker]] = {
    "artist title": _artist_title,
    "title artist": _title_artist,
    "title": _title,
    "artist": _artist,
    "accents left out": _respelled(spelling.without_accents),
    "wrong accents": _respelled(spelling.wrong_accents),
    "words shuffled": _shuffled,
    "typed 60-80 %": _typing,
    "every word cut": _cut,
    "a word of the artist, two of the title": _three_words,
    "one word too many": _too_many,
    "case, punctuation, quotes, dashes": _respelled(spelling.other_punctuation),
    "punctuated names": _punctuated,
    "feat., and, part": _respelled(spelling.other_connectives),
    "full width, ligatures": _respelled(spelling.other_forms),
    _OTHER_SCRIPTS[0]: _whole_other,
    _OTHER_SCRIPTS[1]: _part_of(_EAST, 2),
    _OTHER_SCRIPTS[2]: _part_of(_ALPHABETS, 3),
}
TYPOS: Final[dict[str, Maker]] = {
    "typo: artist title": _mistyped_name(1, 1, SHORTEST),
    "typo: artist title, two words": _mistyped_name(2, 1, SHORTEST),
    "typo: title": _mistyped_title,
    "typo: artist": _mistyped_artist,
    "typo: two in a long word": _mistyped_name(1, 2, LONG),
}


def material(tracks: Sequence[Track], typed: Sequence[Typed], scripts: Sequence[Track]) -> Material:
    """What queries are made of, from the tracks that are searched."""
    by_hand: set[uuid.UUID] = {track.id for track in scripts}
    more = [
        track
        for track in tracks
        if track.id not in by_hand and spelling.is_of(track.name, _EAST | _ALPHABETS)
    ]
    return Material(Names(tracks), typed, [*scripts, *more])
