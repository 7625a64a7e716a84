"""The pure pages of the sync, by themselves."""

from __future__ import annotations

from uuid import UUID

import pytest

from tracktion_db.sync import applying
from tracktion_db.sync.credits import Credit, credits_of, parts_of
from tracktion_db.sync.difference import Difference, artist_pairs
from tracktion_db.sync.facts import Facts
from tracktion_db.sync.folding import Folding, track_key
from tracktion_db.sync.projection import KINDS, LINKS
from tracktion_db.sync.rows import FoldedName, MetadataRow
from tracktion_db.sync.sending import chunks
from tracktion_db.sync.states import Linked, LinkKey, State, cut, present, uid_of

RECORDING = KINDS["recording"]
ID = UUID(int=7)


def credited(artist: str | None, title: str | None = None) -> list[tuple[str, str]]:
    return [(credit.name, credit.role) for credit in credits_of(artist, title)]


# --- credits


@pytest.mark.parametrize(
    ("artist", "title", "expected"),
    [
        (None, None, []),
        ("", "", []),
        (";;", None, []),
        ("Simon & Garfunkel", None, [("Simon & Garfunkel", "primary")]),
        ("Tyler, The Creator", None, [("Tyler, The Creator", "primary")]),
        ("AC/DC", None, [("AC/DC", "primary")]),
        ("A; B ;C", None, [("A", "primary"), ("B", "primary"), ("C", "primary")]),
        ("A feat. B", None, [("A", "primary"), ("B", "featured")]),
        ("A FT. B featuring C", None, [("A", "primary"), ("B", "featured"), ("C", "featured")]),
        ("A (feat. B)", None, [("A", "primary"), ("B", "featured")]),
        ("A", "T (ft. B) [Featuring C]", [("A", "primary"), ("B", "featured"), ("C", "featured")]),
        ("feat. B", None, [("B", "featured")]),
        ("A feat.", None, [("A feat.", "primary")]),
        ("Left Foot", "Daft (left ft)", [("Left Foot", "primary")]),
        ("A; A", None, [("A", "primary")]),
        ("A feat. A", None, [("A", "primary"), ("A", "featured")]),
    ],
)
def test_credits_are_what_the_texts_name(
    artist: str | None, title: str | None, expected: list[tuple[str, str]]
) -> None:
    assert credited(artist, title) == expected


def test_no_text_makes_more_than_fifty_credits_or_long_names() -> None:
    assert len(credits_of(";".join(f"a{number}" for number in range(10_000)))) == 50
    assert len(credits_of("x" * 1_000_000)[0].name) == 500
    assert parts_of(" a \t b ; ;c") == ["a b", "c"]
    assert credits_of("(feat. " * 100_000, "(feat. " * 100_000)


# --- facts


def facts(**values: str | None) -> Facts:
    rows = [
        MetadataRow(recording_id=ID, key=k, value=v, value_type="string") for k, v in sorted(values.items())
    ]
    return Facts(rows)


@pytest.mark.parametrize(
    ("text", "bpm"),
    [
        *(("128", 128.0), (" 174.5 ", 174.5), ("0", None), ("1000", 1000.0), ("1000.1", None), ("nan", None)),
        *(("inf", None), ("fast", None), ("", None), (None, None), ("1" * 41, None)),
    ],
)
def test_a_tempo_is_a_number_that_a_tempo_can_be(text: str | None, bpm: float | None) -> None:
    assert facts(bpm=text).bpm() == bpm


def test_energy_is_from_0_to_1() -> None:
    assert [facts(energy=text).energy() for text in ("0", "1", "0.5", "1.1", "-0.1")] == [
        0,
        1,
        0.5,
        None,
        None,
    ]


@pytest.mark.parametrize(
    ("text", "number"), [("7", 7), ("7/12", 7), (" 7 / 12", 7), ("A1", None), ("٣", None)]
)
def test_a_track_number_is_digits(text: str, number: int | None) -> None:
    assert facts(tracknumber=text).track_number() == number


def test_the_first_key_that_has_a_value_counts_whatever_its_case() -> None:
    assert facts(TITLE="", title="x").title == "x"
    assert facts(ARTIST="A", artist="B").artist == "A"
    assert facts(INITIALKEY="8A").key() == facts(key="8A").key() is not None
    assert facts(key="nonsense", initialkey="8A").key() is None


def test_a_guest_does_not_release_the_album() -> None:
    assert facts(artist="A feat. B; C").album_artist == "A; C"
    assert facts(artist="A", albumartist="Various").album_artist == "Various"


# --- folding, identity


def test_a_name_of_which_nothing_is_left_is_itself() -> None:
    folding = Folding(
        [FoldedName(name="!!!", words="", key=""), FoldedName(name="A b", words="a b", key="ab")]
    )
    assert (folding.key("!!!"), folding.key("A b"), folding.words("!!!")) == ("=!!!", "ab", "!!!")
    assert track_key(folding, "A b", "!!!") == "ab / =!!!"
    assert folding.is_unknown("!!!") and not folding.is_unknown("A b")


def test_different_texts_have_different_uids() -> None:
    texts = [
        ("a", "b"),
        ("ab", ""),
        ("", "ab"),
        ("a\x1f", "b"),
        ("a", "\x1fb"),
        ("ab",),
        ("1:a", "b"),
        ("a", "", "b"),
    ]
    assert len({uid_of(*text) for text in texts}) == len(texts)
    assert uid_of("ü") == uid_of("ü") and len(uid_of("")) == 32


def test_texts_are_cut_and_nones_left_out() -> None:
    assert cut("x" * 3_000) == "x" * 2_000 and cut(None) is None
    assert present(a=None, b=0, c="") == {"b": 0, "c": ""}


# --- difference


def artist(uid: str, name: str, role: str = "primary") -> tuple[LinkKey, Linked]:
    return LinkKey("PERFORMED_BY", uid, role), Linked(
        {"role": role, "credited_as": name}, {"uid": uid, "name": name}
    )


def state(uid: str, *links: tuple[LinkKey, Linked], **properties: object) -> State:
    return State(uid, {"uid": uid, **properties}, dict(links))


def compared(*changes: tuple[State | None, State | None]) -> Difference:
    difference = Difference()
    for number, (desired, actual) in enumerate(changes):
        difference.compare(RECORDING, str(number), desired, actual)
    return difference


def test_what_is_as_it_should_be_needs_nothing() -> None:
    same = state("0", artist("a", "A"), artist("b", "B"), title="x")
    difference = compared((same, same), (None, None))
    assert not difference and difference.changed_counts("COLLABORATED_WITH") == []


def test_all_new_names_of_an_artist_are_noted_for_the_least_to_be_chosen() -> None:
    difference = compared((state("0", artist("a", "b")), None), (state("1", artist("a", "A")), None))
    assert difference.names == {"a": {"b", "A"}}


def test_a_renamed_artist_may_have_lost_its_name() -> None:
    difference = compared((state("0", artist("a", "New")), state("0", artist("a", "Old"))))
    assert difference.names == {"a": {"New"}}
    assert difference.perhaps_lonely == {"Artist": {"a"}}
    assert [row["properties"]["credited_as"] for row in difference.linked["PERFORMED_BY"]] == ["New"]
    assert "PERFORMED_BY" not in difference.unlinked


def test_a_doubled_relationship_is_removed_and_written_once() -> None:
    actual = state("0", artist("a", "A"))
    actual.doubled.add(LinkKey("PERFORMED_BY", "a", "primary"))
    difference = compared((state("0", artist("a", "A")), actual))
    assert len(difference.unlinked["PERFORMED_BY"]) == len(difference.linked["PERFORMED_BY"]) == 1


def test_a_thing_that_goes_takes_its_pairs_with_it() -> None:
    both = state("0", artist("a", "A"), artist("b", "B"))
    assert compared((None, both)).changed_counts("COLLABORATED_WITH") == [
        {"uid": "a", "target": "b", "change": -1}
    ]
    assert compared((None, both), (both, None)).changed_counts("COLLABORATED_WITH") == []
    assert compared((None, both)).removed == {"recording": ["0"]}


def test_pairs_of_artists_have_the_lesser_first_and_each_once() -> None:
    assert artist_pairs(["b", "a", "b", "c"]) == {("a", "b"), ("a", "c"), ("b", "c")}
    assert artist_pairs(["a", "a"]) == set()


def test_every_type_of_relationship_belongs_to_one_kind() -> None:
    assert sum(len(kind.links) for kind in KINDS.values()) == len(LINKS)
    assert Credit("A", "primary") == ("A", "primary")


# --- chunks


def test_chunks_hold_all_rows_in_order_and_are_bounded() -> None:
    rows = [{"uid": str(number), "properties": {"value": "x" * 1_000}} for number in range(4_500)]
    parts = list(chunks(rows))
    assert [row for part in parts for row in part] == rows
    assert all(len(part) <= 2_000 and sum(len(str(row)) for row in part) < 800_000 for part in parts)
    assert list(chunks([])) == [] and list(chunks(["x" * 600_000, "y"])) == [["x" * 600_000], ["y"]]


def test_lists_in_rows_count_as_what_they_hold() -> None:
    rows = [{"uid": str(number), "targets": ["x" * 32] * 1_000} for number in range(100)]
    parts = list(chunks(rows))
    assert [row for part in parts for row in part] == rows
    assert max(len(part) for part in parts) < 20


def test_relationships_without_properties_go_in_rows_of_bounded_length() -> None:
    links = [{"uid": owner, "target": str(number)} for owner in "ab" for number in range(2_500)]
    grouped = applying.grouped(links)
    assert [(row["uid"], target) for row in grouped for target in row["targets"]] == [
        (link["uid"], link["target"]) for link in links
    ]
    assert max(len(row["targets"]) for row in grouped) == 1_000
