"""Keys from their scales, note by note: what the formulas are checked against."""

from __future__ import annotations

from tracktion_db.music import Key

MAJOR_SCALE = (0, 2, 4, 5, 7, 9, 11)
NATURAL_MINOR_SCALE = (0, 2, 3, 5, 7, 8, 10)
NATURALS = {"C": 0, "D": 2, "E": 4, "F": 5, "G": 7, "A": 9, "B": 11}
# All 21 notes with at most one sign, with their pitch classes.
NOTES = {
    f"{letter}{sign}": (pitch_class + change) % 12
    for letter, pitch_class in NATURALS.items()
    for sign, change in {"": 0, "#": 1, "b": -1}.items()
}
# All 21 again, as German names them.
GERMAN_NOTES = {
    note: pitch_class
    for notes in (
        {"C": 0, "D": 2, "E": 4, "F": 5, "G": 7, "A": 9, "H": 11},
        {"Cis": 1, "Dis": 3, "Eis": 5, "Fis": 6, "Gis": 8, "Ais": 10, "His": 0},
        {"Ces": 11, "Des": 1, "Es": 3, "Fes": 4, "Ges": 6, "As": 8, "B": 10},
    )
    for note, pitch_class in notes.items()
}


def scale(key: Key) -> set[int]:
    """The seven notes of the key, as pitch classes."""
    steps = MAJOR_SCALE if key.mode == "major" else NATURAL_MINOR_SCALE
    return {(key.tonic + step) % 12 for step in steps}


def shared_notes(a: Key, b: Key) -> int:
    """How many notes the scales of two keys have in common."""
    return len(scale(a) & scale(b))
