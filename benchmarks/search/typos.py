"""How people mistype: a letter too many, one too few, a neighbour's key, two swapped; drawn by a seed."""

from __future__ import annotations

import random
from typing import Final

from benchmarks.search.normalise import fold

SHORTEST: Final = 4
"""Letters of a word that may be mistyped: of three, one wrong letter leaves too little to know it by."""
LONG: Final = 8
"""Letters of a word that may be mistyped twice."""
_ROWS: Final = ("qwertyuiop", "asdfghjkl", "zxcvbnm")


def _can_be_mistyped(word: str, letters: int = SHORTEST) -> bool:
    """Whether it is of Latin letters alone, and of enough of them."""
    return len(word) >= letters and word.isascii() and word.isalpha()


def mistype(word: str, chance: random.Random, times: int = 1) -> str:
    """The word with so many edits; never the word itself, and always that many edits away."""
    while True:
        wrong = word
        for _ in range(times):
            wrong = _edit(wrong, chance)
        if distance("".join(fold(word)), "".join(fold(wrong)), times) == times:
            return wrong


def mistype_words(
    text: str, chance: random.Random, words: int = 1, times: int = 1, letters: int = SHORTEST
) -> str | None:
    """The text with so many edits in each of so many words; None where fewer words are long enough."""
    split = text.split()
    places = [place for place, word in enumerate(split) if _can_be_mistyped(word, letters)]
    if len(places) < words:
        return None
    for place in chance.sample(places, words):
        split[place] = mistype(split[place], chance, times)
    return " ".join(split)


def _edit(word: str, chance: random.Random) -> str:
    place = chance.randrange(len(word))
    match chance.choice(("insert", "delete", "replace", "swap")):
        case "insert":
            return word[:place] + chance.choice((word[place], _neighbour(word[place], chance))) + word[place:]
        case "delete":
            return word[:place] + word[place + 1 :]
        case "replace":
            return word[:place] + _neighbour(word[place], chance) + word[place + 1 :]
        case _:
            place = min(place, len(word) - 2)
            return word[:place] + word[place + 1] + word[place] + word[place + 2 :]


def _neighbour(letter: str, chance: random.Random) -> str:
    low = letter.lower()
    for number, row in enumerate(_ROWS):
        place = row.find(low)
        if place >= 0:
            near = row[max(place - 1, 0) : place] + row[place + 1 : place + 2]
            for other in _ROWS[max(number - 1, 0) : number] + _ROWS[number + 1 : number + 2]:
                near += other[place : place + 1]
            found = chance.choice(near)
            return found.upper() if letter.isupper() else found
    return letter


def distance(one: str, other: str, most: int) -> int:
    """Edits (insert, delete, replace, swap of neighbours) between two texts; ``most + 1`` stands for more."""
    if one == other:
        return 0
    if abs(len(one) - len(other)) > most:
        return most + 1
    before: list[int] = []
    last = list(range(len(other) + 1))
    for row, letter in enumerate(one, start=1):
        now = [row]
        for column, against in enumerate(other, start=1):
            cost = min(last[column] + 1, now[column - 1] + 1, last[column - 1] + (letter != against))
            if row > 1 and column > 1 and letter == other[column - 2] and one[row - 2] == against:
                cost = min(cost, before[column - 2] + 1)
            now.append(cost)
        if min(now) > most and min(last) > most:
            return most + 1
        before, last = last, now
    return min(last[-1], most + 1)
