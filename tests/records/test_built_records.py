"""A record built from a row without validation is the record that validation would make."""

from __future__ import annotations

import copy
import gc
import pickle
import pickletools
import weakref
from typing import Any, cast

import pydantic
import pytest
from pydantic import Field, SecretStr, TypeAdapter

from tests.records.samples import COLUMNS, JSON_COLUMNS, ROW, Crate, Cue, built, validated
from tracktion_db import JsonList, Record
from tracktion_db.row_builder import row_builder, validating_row_builder


class Plain(Record):
    id: int
    name: str | None


plain = row_builder(Plain, ("id", "name"), frozenset())


def test_it_equals_the_validated_record_both_ways() -> None:
    assert built() == validated()
    assert validated() == built()
    assert built() == built()
    assert built(name="Berlin") != validated()
    assert validated() != built(cues=b"[]")


def test_every_field_has_the_validated_value_and_type() -> None:
    made, expected = built(), validated()
    for name in Crate.model_fields:
        assert getattr(made, name) == getattr(expected, name), name
        assert type(getattr(made, name)) is type(getattr(expected, name)), name
    assert (made.first, made.by_side["A"][0].second) == (expected.first, 1.5)
    assert made.shout == "DÉTROIT"


def test_its_insides_are_those_of_the_validated_record() -> None:
    made, expected = plain((1, "a")), Plain.model_validate({"id": 1, "name": "a"})
    assert made.__dict__ == expected.__dict__
    assert list(made.__dict__) == list(expected.__dict__)
    assert made.model_fields_set == expected.model_fields_set == {"id", "name"}
    assert made.model_extra is expected.model_extra is None
    assert made.__pydantic_private__ is expected.__pydantic_private__ is None


class Kept(Record):
    id: int
    word: SecretStr
    other: SecretStr | None = Field(exclude=True)


def test_a_secret_is_one_from_its_row_on() -> None:
    columns = ("id", "word", "other")
    for other in ("shown to nobody", None):
        made, suspicious = (
            build(Kept, columns, frozenset())((1, "said to nobody", other))
            for build in (row_builder, validating_row_builder)
        )
        assert made == suspicious
        assert made.word == SecretStr("said to nobody")
        assert made.other == (other and SecretStr(other))
        assert "nobody" not in f"{made!r}{made}{dict(made)}{vars(made)}{made.model_dump()}"
        assert pickle.loads(pickle.dumps(made)) == made


def test_columns_may_come_in_another_order_than_the_fields() -> None:
    made = row_builder(Plain, ("name", "id"), frozenset())(("a", 1))
    assert made == Plain(id=1, name="a")
    assert made.model_dump() == {"name": "a", "id": 1}


def test_it_has_the_hash_of_the_validated_record() -> None:
    records: list[Any] = [plain((1, "a")), Plain(id=1, name="a")]
    assert hash(records[0]) == hash(records[1])
    assert len(set(records)) == 1


@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
def test_it_survives_pickling_of_every_protocol(protocol: int) -> None:
    pickled = pickle.dumps(built(), protocol=protocol)
    again: Crate = pickle.loads(pickled)
    assert again == built() == validated()
    assert again.model_fields_set == set(COLUMNS)
    assert again.cues == built().cues
    assert type(cast("object", again.model_fields_set)) is set
    assert pickle.loads(pickle.dumps(validated(), protocol=protocol)) == again
    assert not any("FieldSet" in str(argument) for _, argument, _ in pickletools.genops(pickled))


@pytest.mark.parametrize("copied", [copy.copy, copy.deepcopy, Crate.model_copy])
def test_it_survives_copying(copied: Any) -> None:
    again: Crate = copied(built())
    assert again == validated()
    assert again.model_fields_set == set(COLUMNS)
    assert type(cast("object", again.model_fields_set)) is set
    again.model_fields_set.discard("name")
    assert built().model_fields_set == set(COLUMNS)


def test_a_deep_copy_shares_nothing_that_can_change() -> None:
    made = built()
    again = copy.deepcopy(made)
    again.tags.append("acid")
    again.labels["Transmat"] = None
    assert made == validated()


def test_a_changed_copy_equals_a_changed_validated_copy() -> None:
    changes = {"name": "Berlin", "note": "Tresor"}
    made, expected = built().model_copy(update=changes), validated().model_copy(update=changes)
    assert made == expected
    assert made.model_fields_set == expected.model_fields_set
    assert built().model_copy(deep=True, update=changes) == expected
    assert built() == validated()


DUMPS: list[dict[str, Any]] = [
    {},
    {"exclude_unset": True},
    {"exclude_none": True},
    {"exclude_defaults": True},
    {"mode": "json"},
    {"mode": "json", "exclude_unset": True},
    {"include": {"name": True, "cues": True}},
    {"exclude": {"cues": {0: True}}},
    {"round_trip": True},
]


@pytest.mark.parametrize("options", DUMPS, ids=repr)
def test_it_is_dumped_like_the_validated_record(options: dict[str, Any]) -> None:
    dumped = built().model_dump(**options)
    assert dumped == validated().model_dump(**options)
    assert list(dumped) == list(validated().model_dump(**options))
    options = {name: value for name, value in options.items() if name != "mode"}
    assert built().model_dump_json(**options) == validated().model_dump_json(**options)


def test_what_is_dumped_makes_the_record_again() -> None:
    assert Crate.model_validate(built().model_dump(round_trip=True)) == built()
    assert Crate.model_validate_json(built().model_dump_json(round_trip=True)) == built()


def test_extra_keys_of_a_document_are_dumped_too() -> None:
    assert built().model_dump()["cues"][0] == {"title": "Strings of Life", "second": 0.0, "id": "t1"}
    assert built().model_dump(mode="json")["first"]["label"] == {"x": 1}


def test_it_looks_like_the_validated_record() -> None:
    assert repr(built()) == repr(validated())
    assert str(built()) == str(validated())
    assert [*built()] == [*validated()]


def test_it_is_frozen() -> None:
    made = plain((1, "a"))
    with pytest.raises(pydantic.ValidationError, match="frozen"):
        made.name = "b"
    with pytest.raises(pydantic.ValidationError, match="frozen"):
        del made.name
    with pytest.raises((pydantic.ValidationError, ValueError)):
        made.other = 1
    assert made == Plain(id=1, name="a")


def test_validating_it_again_gives_the_record_itself() -> None:
    made = built()
    assert Crate.model_validate(made) is made
    assert TypeAdapter(list[Crate]).validate_python([made])[0] is made


def test_it_is_freed_and_can_be_watched() -> None:
    made = built()
    watched = weakref.ref(made)
    del made
    gc.collect()
    assert watched() is None


def test_a_record_that_inherits_fields_is_built_too() -> None:
    class Numbered(Plain):
        number: int

    made = row_builder(Numbered, ("id", "name", "number"), frozenset())((1, None, 7))
    assert made == Numbered(id=1, name=None, number=7)
    assert made.model_fields_set == {"id", "name", "number"}
    assert plain((1, None)).model_fields_set == {"id", "name"}
    assert isinstance(made, Plain)
    assert made != plain((1, None))


def test_records_made_by_callers_are_validated_and_have_slots_of_their_own() -> None:
    with pytest.raises(pydantic.ValidationError):
        Plain.model_validate({"id": "x", "name": None})
    with pytest.raises(pydantic.ValidationError, match="extra"):
        Plain.model_validate({"id": 1, "name": None, "other": 1})
    made = Plain.model_construct(id=1, name="a")
    assert made == plain((1, "a"))
    assert made.model_fields_set is not Plain(id=1, name="a").model_fields_set


def test_the_validating_builder_makes_the_same_record() -> None:
    checking = validating_row_builder(Crate, COLUMNS, JSON_COLUMNS)
    assert checking(tuple(ROW.values())) == built() == validated()
    assert checking(tuple(ROW.values())).model_fields_set == set(COLUMNS)


def test_a_list_in_a_built_record_is_lazy_and_one_in_a_validated_record_equal() -> None:
    assert isinstance(built().cues, JsonList)
    assert built().cues == validated().cues == [Cue.model_validate(cue.model_dump()) for cue in built().cues]
