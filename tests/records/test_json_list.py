"""JsonList: a JSONB array of records that costs nothing until somebody looks at it."""

from __future__ import annotations

import copy
import pickle
import traceback
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from pydantic import TypeAdapter

from tests.catalog.samples import KNIGHTS, STRINGS_OF_LIFE, new_tracklist
from tests.fixtures.executors import Run
from tests.records.samples import Crate, Cue, built, validated
from tracktion_db import JsonList, JsonObject, Record, catalog
from tracktion_db.errors import UsageError, ValidationError
from tracktion_db.row_builder import row_builder

RAW = b'[{"title": "Strings of Life", "second": 0}, {"title": "The Dance", "id": 7}]'
ITEMS = [Cue(title="Strings of Life", second=0), Cue.model_validate({"title": "The Dance", "id": 7})]


class CountingAdapter:
    """An adapter that counts how often it reads."""

    def __init__(self) -> None:
        self.reads = 0
        self._adapter = TypeAdapter(list[Cue])

    def validate_json(self, raw: bytes) -> list[Cue]:
        self.reads += 1
        return self._adapter.validate_json(raw)


def lazy(raw: bytes = RAW) -> tuple[JsonList[Cue], CountingAdapter]:
    adapter: Any = CountingAdapter()
    return JsonList[Cue].from_json(raw, adapter), adapter


LOOKS: dict[str, Callable[[Any], object]] = {
    "len": len,
    "index": lambda cues: cues[1],
    "slice": lambda cues: cues[:1],
    "iterate": list,
    "contains": lambda cues: ITEMS[0] in cues,
    "reversed": lambda cues: list(reversed(cues)),
    "equality": lambda cues: cues == ITEMS,
    "hash": hash,
    "repr": repr,
    "pickle": pickle.dumps,
    "bool": bool,
}


def test_nothing_is_read_until_somebody_looks() -> None:
    cues, adapter = lazy()
    assert isinstance(cues, JsonList)
    assert adapter.reads == 0


@pytest.mark.parametrize("look", LOOKS.values(), ids=LOOKS.keys())
def test_every_look_reads_and_the_next_reads_no_more(look: Callable[[Any], object]) -> None:
    cues, adapter = lazy()
    look(cues)
    assert adapter.reads == 1
    for again in LOOKS.values():
        again(cues)
    assert adapter.reads == 1


def test_a_bad_document_hurts_nobody_who_does_not_look() -> None:
    assert built(cues=b"no JSON at all").name == "Détroit"


def test_a_tracklist_that_was_read_equals_the_one_that_was_added(run: Run) -> None:
    added = run(catalog.add_tracklist(new_tracklist()))
    found = run(catalog.get_tracklist(added.id))
    assert found == added
    assert [track.title for track in added.tracks][:2] == ["Strings of Life", "Knights of the Jaguar"]


def test_it_equals_any_sequence_of_equal_items() -> None:
    cues = lazy()[0]
    assert cues == lazy()[0]
    assert cues == ITEMS
    assert cues.__eq__(ITEMS) is True
    assert cues == tuple(ITEMS)
    assert cues == JsonList(ITEMS)
    assert JsonList(ITEMS) == cues
    assert cues != ITEMS[:1]
    assert cues != lazy(b"[]")[0]
    assert cues != "cues"
    assert cues != {1: 2}
    assert JsonList() == []


def test_equal_lists_have_equal_hashes() -> None:
    items = [Cue(title="a"), Cue(title="b")]
    assert hash(JsonList(items)) == hash(JsonList(items)) == hash(tuple(items))


def test_it_is_a_sequence_that_cannot_be_changed() -> None:
    cues: Any = lazy()[0]
    assert (len(cues), cues[0], cues[-1], cues[:1]) == (2, ITEMS[0], ITEMS[1], (ITEMS[0],))
    assert (cues.index(ITEMS[1]), cues.count(ITEMS[0]), ITEMS[1] in cues, *reversed(cues)) == (
        1,
        1,
        True,
        ITEMS[1],
        ITEMS[0],
    )
    for change in (
        lambda: cues.append(ITEMS[0]),
        lambda: cues.__setitem__(0, ITEMS[1]),
        lambda: cues.__delitem__(0),
        lambda: setattr(cues, "other", 1),
    ):
        with pytest.raises((AttributeError, TypeError)):
            change()
    with pytest.raises(IndexError):
        cues[2]


@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
def test_it_survives_pickling_and_copying(protocol: int) -> None:
    cues = lazy()[0]
    for again in (
        pickle.loads(pickle.dumps(built().cues, protocol)),
        copy.copy(built().cues),
        copy.deepcopy(built().cues),
    ):
        assert again == validated().cues
        assert isinstance(again, JsonList)
    assert copy.copy(cues) == ITEMS


def test_it_is_dumped_as_a_list_with_its_extra_keys() -> None:
    dumped = built().model_dump()
    assert dumped["cues"] == [
        {"title": "Strings of Life", "second": 0.0, "id": "t1"},
        {"title": "The Dance", "second": None},
    ]
    assert built().model_dump(exclude_unset=True)["cues"][1] == {"title": "The Dance"}
    assert TypeAdapter(JsonList[Cue]).dump_json(lazy()[0], exclude_unset=True) == (
        b'[{"title":"Strings of Life","second":0.0},{"title":"The Dance","id":7}]'
    )


def test_extra_keys_survive_the_round_trip_through_the_database(run: Run) -> None:
    deep = {"a": [1, {"b": None, "ü": "日本"}], "big": 10**30, "float": 0.1}
    tracks = [STRINGS_OF_LIFE, {**KNIGHTS, "extra": deep}]
    made = run(catalog.add_tracklist(new_tracklist(tracks=tracks)))
    found = run(catalog.get_tracklist(made.id))
    assert found is not None
    assert found.tracks[1].model_extra == {"id": "mc-1", "extra": deep}
    assert [track.model_dump(exclude_unset=True) for track in found.tracks] == tracks


@pytest.mark.parametrize(
    ("raw", "field"),
    [
        (b'[{"title": "a"}, {"title": "geheim", "second": "geheim"}]', "[1].second"),
        (b'[{"titel": "geheim"}]', "[0].title"),
        (b'["geheim"]', "[0]"),
        (b'{"title": "geheim"}', "list[Cue]"),
        (b"null", "list[Cue]"),
        (b"geheim", "list[Cue]"),
        (b"[" * 1000 + b"]" * 1000, "list[Cue]"),
    ],
)
def test_a_bad_document_raises_our_error_at_every_look(raw: bytes, field: str) -> None:
    cues = built(cues=raw).cues
    for _ in range(2):
        with pytest.raises(ValidationError) as caught:
            len(cues)
        assert caught.value.field == field
        assert "geheim" not in "".join(traceback.format_exception(caught.value))
        assert caught.value.__context__ is None


def test_a_null_column_is_none() -> None:
    assert built().hidden is None
    assert list(built(hidden=RAW).hidden or []) == ITEMS


def test_threads_that_look_at_once_see_the_same_items() -> None:
    raw = b"[" + b",".join([b'{"title": "a"}'] * 2000) + b"]"
    with ThreadPoolExecutor(8) as threads:
        for _ in range(20):
            cues = built(cues=raw).cues
            assert list(threads.map(len, [cues] * 8)) == [2000] * 8


def test_a_field_must_say_what_the_list_holds() -> None:
    class Vague(Record):
        items: JsonList  # pyright: ignore[reportMissingTypeArgument, reportUnknownVariableType]

    with pytest.raises(UsageError, match=r"as in JsonList\[Track\]"):
        Vague(items=JsonList())


def test_documents_of_other_fields_are_read_at_once() -> None:
    class Shelf(Record):
        first: Cue
        rest: list[Cue]
        labels: JsonObject | None

    build = row_builder(Shelf, ["first", "rest", "labels"], frozenset({"first", "rest", "labels"}))
    shelf = build((b'{"title": "a"}', b'[{"title": "b"}]', b'{"c": 1}'))
    assert shelf == Shelf(first=Cue(title="a"), rest=[Cue(title="b")], labels={"c": 1})
    assert type(shelf.rest[0]) is Cue
    assert Crate.model_fields.keys() == built().__dict__.keys()
