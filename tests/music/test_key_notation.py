"""Every notation in the wild is read as one of 24 keys, or refused with a reason."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.music.theory import GERMAN_NOTES, NOTES
from tracktion_db.errors import ValidationError
from tracktion_db.music import ALL_KEYS, Key, Refusal, parse_key, read_key

NO_KEY = "says that there is no key"
NOT_KNOWN = "is in no notation of keys that is known here"
BARE_NUMBER = "has a number alone, which programs count in different ways: use key_of or key_at"
CAPITAL_M = "has a capital M after the note, which some mean as minor and some as major"
OFF_THE_WHEEL = "has a number outside the wheel's 1 to 12"

MAJOR_WORDS = ["maj", "Maj", "MAJ", "major", "Major", "MAJOR"]
MINOR_WORDS = ["m", "min", "Min", "MIN", "minor", "Minor", "MINOR"]
FULL_WIDTH = {code: code + 0xFEE0 for code in range(ord("!"), ord("~") + 1)}


def written(key: Key) -> list[str]:
    """All notations of text that a key writes."""
    return [key.camelot, key.open_key, key.name, key.short, key.german]


def reason(text: str) -> str:
    refusal = read_key(text)
    assert isinstance(refusal, Refusal)
    return refusal.reason


@pytest.mark.parametrize("key", ALL_KEYS, ids=lambda key: key.camelot)
def test_what_a_key_writes_is_read_as_that_key(key: Key) -> None:
    for text in written(key):
        assert parse_key(text) == key
        assert parse_key(f" \t{text}\u00a0\r\n") == key
        assert parse_key(text.translate(FULL_WIDTH)) == key
    for text in (key.name, key.short):
        assert parse_key(text.replace("#", "♯").replace("b", "♭")) == key
    for text in (key.camelot, key.open_key):
        assert parse_key(text.lower()) == parse_key(text.upper()) == key
        assert parse_key(text.zfill(3)) == key
        assert parse_key(f"{text[:-1]} {text[-1]}") == key
    assert parse_key(key.german.upper()) == parse_key(key.german.lower()) == key
    assert parse_key(key.name.upper()) == parse_key(key.name.lower()) == key


@pytest.mark.parametrize("key", ALL_KEYS, ids=lambda key: key.camelot)
def test_two_notations_of_a_key_are_that_key_and_of_two_keys_none(key: Key) -> None:
    other = key.transposed(1)
    for form in (
        "{} ({})",
        "{} - {}",
        "{}/{}",
        "{} / {}",
        "{}-{}",
        "{} {}",
        "{} \u2013 {}",
        "[{}] {}",
        "{}; {}",
    ):
        for one in written(key):
            for two in written(key):
                assert parse_key(form.format(one, two)) == key
            assert reason(form.format(one, other.camelot)) == (
                f"names two different keys, {key.camelot} and {other.camelot}"
            )


@pytest.mark.parametrize("note", NOTES)
def test_every_spelling_folds_into_its_key(note: str) -> None:
    major, minor = Key(NOTES[note], "major"), Key(NOTES[note], "minor")
    in_words = note.replace("#", " sharp").replace("b", "-flat")
    for spelled in (note, note.replace("#", "♯").replace("b", "♭"), in_words, note.upper()):
        assert parse_key(spelled) == major
        # A small letter alone is minor; with a word it says nothing.
        assert parse_key(spelled[0].lower() + spelled[1:]) == minor
        for letter in (spelled, spelled[0].lower() + spelled[1:]):
            for between in ("", " ", "-", "_", " - "):
                assert all(parse_key(f"{letter}{between}{word}") == major for word in MAJOR_WORDS)
                assert all(parse_key(f"{letter}{between}{word}") == minor for word in MINOR_WORDS)


@pytest.mark.parametrize("note", GERMAN_NOTES)
def test_every_german_spelling_folds_into_its_key(note: str) -> None:
    major, minor = Key(GERMAN_NOTES[note], "major"), Key(GERMAN_NOTES[note], "minor")
    for spelled in (note, note.lower(), note.upper()):
        for between in ("-", " ", ""):
            assert parse_key(f"{spelled}{between}Dur") == parse_key(f"{spelled}{between}dur") == major
            assert parse_key(f"{spelled}{between}Moll") == parse_key(f"{spelled}{between}MOLL") == minor
    if note != "B":
        assert parse_key(note) == major
        assert parse_key(note.lower()) == minor
        assert parse_key(f"{note}m") == minor


def test_enharmonic_pairs_share_the_mode_behind_them() -> None:
    for one, pitch_class in NOTES.items():
        for two, other in NOTES.items():
            if pitch_class == other:
                assert parse_key(f"{one}/{two}") == Key(pitch_class, "major")
                assert parse_key(f"{one}/{two} major") == Key(pitch_class, "major")
                assert parse_key(f"{one}m/{two}m") == Key(pitch_class, "minor")
                assert (
                    parse_key(f"{one}/{two}m")
                    == parse_key(f"{one} / {two} minor")
                    == Key(pitch_class, "minor")
                )
            else:
                assert reason(f"{one}/{two}m").startswith("names two different keys, ")


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("B", "B major"),
        ("b", "B minor"),
        ("Bb", "Bb major"),
        ("BB", "Bb major"),
        ("bb", "Bb minor"),
        ("B minor", "B minor"),
        ("B-Dur", "Bb major"),
        ("b-Moll", "Bb minor"),
        ("B moll", "Bb minor"),
        ("Bb-Dur", "Bb major"),
        ("H", "B major"),
        ("h", "B minor"),
        ("Hm", "B minor"),
        ("H major", "B major"),
        ("5d", "E major"),
        ("5D", "E major"),
        ("1M", "A minor"),
        ("3b", "Db major"),
        ("D", "D major"),
        ("a", "A minor"),
        ("A b", None),
        ("C dur", "C major"),
        ("As", "Ab major"),
    ],
)
def test_what_could_mean_two_things_means_what_the_module_says(text: str, name: str | None) -> None:
    key = read_key(text)
    assert (key.name if isinstance(key, Key) else None) == name


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "\t\n",
        "\u3000",
        "o",
        "O",
        "off key",
        "Off Key",
        "off-key",
        "All",
        "INVALID",
        "none",
        "None",
        "n/a",
        "N/A",
        "-",
        "—",
        "?",
        "no key",
        "unknown",
        "null",
    ],
)
def test_words_for_no_key(text: str) -> None:
    assert reason(text) == NO_KEY


@pytest.mark.parametrize(
    "text", [str(number) for number in range(26)] + ["-1", "021", "9" * 60, "8 Am", "Am 21"]
)
def test_a_number_alone_is_refused(text: str) -> None:
    assert reason(text) == BARE_NUMBER


@pytest.mark.parametrize("text", ["0A", "0B", "00m", "13A", "13d", "25B", "99m", "8A/13A"])
def test_numbers_off_the_wheel_are_refused(text: str) -> None:
    assert reason(text) == OFF_THE_WHEEL


@pytest.mark.parametrize("text", ["AM", "F#M", "aM", "Bb M", "\uff21\uff2d", "AM (8A)", "F#/GbM"])
def test_a_capital_m_is_refused(text: str) -> None:
    assert reason(text) == CAPITAL_M


@pytest.mark.parametrize(
    "text",
    [
        "x",
        "H#",
        "Hb",
        "Cs",
        "Es#",
        "Aes",
        "Bis",
        "C##",
        "Abb",
        "A#b",
        "Iminor",
        "A dorian",
        "A minor blend",
        "8C",
        "130A",
        "008A",
        "8A.",
        "8.0",
        "1e3",
        "m",
        "minor",
        "#",
        "#b",
        "Am\x00",
        "\x00",
        "Am\x008A",
        "Ám",
        "😀",
        "Am 😀",
        "�",
        "F\u0131s",
        "A m\u0131nor",
        "A mİnor",
        "٨A",
        "///",
        "()",
        "; -",
        "\u0410m",
    ],
)
def test_nonsense_is_refused(text: str) -> None:
    assert reason(text) == NOT_KNOWN


@pytest.mark.parametrize(
    "text",
    [
        "A" * 10000,
        "8A " * 3000 + "x",
        "(" * 10000,
        "F#/" * 3000,
        "A" + " -" * 5000,
        "1" * 10000,
        "ﷺ" * 10000,
        "A minor" + " " * 5000 + "x",
    ],
    ids=range(8),
)
def test_long_texts_are_refused_for_their_length(text: str) -> None:
    assert reason(text) == "is longer than 64 characters"


def test_blanks_around_do_not_make_a_text_long() -> None:
    assert parse_key(" " * 5_000 + "Am" + "\n" * 5_000) == Key(9, "minor")
    assert parse_key("8A " * 21) == Key(9, "minor")
    # 64 characters that stand for more than a thousand.
    assert reason("\ufdfa" * 64) == NOT_KNOWN


@pytest.mark.parametrize("value", [None, 8, 8.0, True, b"8A", ["8A"], Key(9, "minor"), object()])
def test_what_is_no_text_is_an_error(value: Any) -> None:
    for reader in (read_key, parse_key):
        with pytest.raises(ValidationError) as refused:
            reader(value)
        assert (refused.value.field, refused.value.reason) == ("key", "must be a str")


def test_parsing_raises_what_reading_refuses() -> None:
    with pytest.raises(ValidationError) as refused:
        parse_key("13A")
    assert (refused.value.field, refused.value.reason) == ("key", OFF_THE_WHEEL)
    assert str(refused.value) == f"key: {OFF_THE_WHEEL}"


SCRAPS = st.sampled_from(
    [
        *"ABCDEFGHabcdefghmMdb#♯♭ /()-|,;0123456789\u0131\u017f\x00",
        "is",
        "es",
        "s",
        "dur",
        "Moll",
        "min",
        "major",
        "sharp",
        "flat",
        "8A",
        "Am",
        "1m",
        "12",
        " - ",
        "o",
        "\u3000",
        "\uff21",
        "\uff18",
    ]
)


@settings(max_examples=500, deadline=None)
@given(st.text() | st.lists(SCRAPS, max_size=12).map("".join))
@example("F#/Gb-")
def test_any_text_is_a_key_or_a_refusal_that_does_not_repeat_it(text: str) -> None:
    read = read_key(text)
    if isinstance(read, Key):
        assert read in ALL_KEYS
        assert parse_key(text) == read
        assert all(parse_key(again) == read for again in written(read))
    else:
        with pytest.raises(ValidationError) as refused:
            parse_key(text)
        assert refused.value.field == "key"
        assert refused.value.reason == read.reason
        known = (NO_KEY, NOT_KNOWN, BARE_NUMBER, CAPITAL_M, OFF_THE_WHEEL, "is longer than 64 characters")
        assert read.reason in known or read.reason.startswith("names two different keys, ")


@settings(max_examples=300, deadline=None)
@given(
    st.sampled_from(ALL_KEYS),
    st.data(),
    st.text(" \t\n\u00a0\u3000", max_size=5),
    st.sampled_from([" - ", "/", " ", "; ", " | "]),
)
def test_any_mixture_of_what_a_key_writes_is_that_key(
    key: Key, data: st.DataObject, blank: str, between: str
) -> None:
    texts = data.draw(st.lists(st.sampled_from(written(key)), min_size=1, max_size=4))
    assert parse_key(blank + between.join(texts) + blank) == key
