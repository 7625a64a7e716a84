"""JSON for jsonb is what was given, or refused with the place where it is wrong."""

from __future__ import annotations

import json
import sys
from collections import OrderedDict
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from enum import IntEnum, StrEnum
from typing import Annotated, Any
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import BaseModel, ConfigDict, PlainSerializer
from pydantic.dataclasses import dataclass as pydantic_dataclass

from tracktion_db.errors import ValidationError
from tracktion_db.statements import JsonText
from tracktion_db.statements.json_text import convert_jsonb


class Track(BaseModel):
    model_config = ConfigDict(extra="allow")

    title: str
    start_time: float | str | None = None
    added_at: datetime | None = None


class Level(IntEnum):
    HIGH = 3


class Color(StrEnum):
    RED = "red"


class Liar(dict[str, Any]):
    """Gives other items than it has."""

    def items(self) -> Any:
        return [("a", object())]


@pydantic_dataclass
class Cue:
    second: int


@dataclass
class Plain:
    second: int


def nested(depth: int) -> Any:
    value: Any = []
    for _ in range(depth - 1):
        value = [value]
    return value


GOOD: list[tuple[Any, str]] = [
    ({}, "{}"),
    ([], "[]"),
    ("", '""'),
    (0, "0"),
    (True, "true"),
    (1.5, "1.5"),
    (-0.0, "-0.0"),
    (1e300, "1e+300"),
    ({"a": None, "b": [1, "2", False]}, '{"a":null,"b":[1,"2",false]}'),
    ((1, (2,)), "[1,[2]]"),
    ("été 🎵", '"été 🎵"'),
    ('\n\x01\\"', '"\\n\\u0001\\\\\\""'),
    ("\\u0000", '"\\\\u0000"'),
    (10**4299, "1" + "0" * 4299),
    (OrderedDict(b=1, a=2), '{"b":1,"a":2}'),
    ({Color.RED: Color.RED, "level": Level.HIGH}, '{"red":"red","level":3}'),
    (Track(title="A"), '{"title":"A","start_time":null,"added_at":null}'),
    (
        {"tracks": [Track.model_validate({"title": "A", "start_time": "1:00", "bpm": 128})]},
        '{"tracks":[{"title":"A","start_time":"1:00","added_at":null,"bpm":128}]}',
    ),
    (
        Track(title="A", added_at=datetime(2026, 11, 21, tzinfo=UTC)),
        '{"title":"A","start_time":null,"added_at":"2026-11-21T00:00:00Z"}',
    ),
    ([Cue(second=3)], '[{"second":3}]'),
]


@pytest.mark.parametrize(("value", "expected"), GOOD, ids=range(len(GOOD)))
def test_document_is_written_as_compact_json(value: Any, expected: str) -> None:
    written = convert_jsonb(value, "it")
    assert written is not None
    assert written.decode() == expected


BAD: list[tuple[Any, str, str]] = [
    (float("nan"), "it", "finite"),
    ({"a": [0, float("inf")]}, "it.a[1]", "finite"),
    ({"tracks": [{"title": "x"}, {"title": "\0"}]}, "it.tracks[1].title", "NUL"),
    ("\0", "it", "NUL"),
    ({"a\0": 1}, "it.<key 0>", "NUL"),
    (["\\u0000", "\0"], "it[1]", "NUL"),
    ({"ok": 1, "a": "\ud800"}, "it.a", "lone surrogate"),
    ({"a": {"\udfff": 1}}, "it.a.<key 0>", "lone surrogate"),
    ({"not a name": {"secret key!": [object()]}}, "it.<key 0>.<key 0>[0]", "must be a dict"),
    ({1: 2}, "it.<key 0>", "must have a str as its key"),
    ({"a": {"b": 1, None: 2}}, "it.a.<key 1>", "must have a str as its key"),
    ({"a": {True: 2}}, "it.a.<key 0>", "must have a str as its key"),
    (10**4300, "it", "4,300 digits"),
    ([-(10**5000)], "it[0]", "4,300 digits"),
    ({"a": Decimal("1.5")}, "it.a", "must be a dict"),
    ({"a": datetime(2026, 11, 21, tzinfo=UTC)}, "it.a", "must be a dict"),
    ({"a": UUID(int=1)}, "it.a", "must be a dict"),
    ({"a": b"x"}, "it.a", "must be a dict"),
    ({"a": {1, 2}}, "it.a", "must be a dict"),
    ({"a": Plain(1)}, "it.a", "must be a dict"),
    ([Track(title="A"), Track(title="\0")], "it[1].title", "NUL"),
    ([Track(title="A", start_time=float("nan"))], "it[0].start_time", "finite"),
    ([Track.model_validate({"title": "A", "x": {"y": float("inf")}})], "it[0].x.y", "finite"),
    (Track.model_validate({"title": "A", "x": object()}), "it", "written as JSON"),
    ([Track.model_validate({"title": "A", "x": 10**5000})], "it[0].x", "4,300 digits"),
    (Liar(a=1), "it.a", "must be a dict"),
]


@pytest.mark.parametrize(("value", "field", "reason"), BAD, ids=range(len(BAD)))
def test_wrong_document_is_refused_at_its_place(value: Any, field: str, reason: str) -> None:
    with pytest.raises(ValidationError) as caught:
        convert_jsonb(value, "it")
    assert caught.value.field == field
    assert reason in caught.value.reason
    assert "secret" not in str(caught.value)


def test_hundred_levels_pass_and_one_more_does_not() -> None:
    assert convert_jsonb(nested(100), "it") == b"[" * 100 + b"]" * 100
    for depth in (101, 1_000, 100_000):
        with pytest.raises(ValidationError, match="nested at most 100 deep") as caught:
            convert_jsonb(nested(depth), "it")
        assert caught.value.field == "it" + "[0]" * 100


def test_circle_is_refused() -> None:
    circle: dict[str, Any] = {"a": []}
    circle["a"] += [circle, circle]
    with pytest.raises(ValidationError, match="nested at most 100 deep"):
        convert_jsonb(circle, "it")


def test_model_that_holds_itself_is_refused() -> None:
    inner: list[Any] = []
    track = Track.model_construct(title="A", x=inner)
    inner.append(track)
    with pytest.raises(ValidationError, match="written as JSON"):
        convert_jsonb({"a": track}, "it")


def test_lists_that_share_each_other_without_end_are_refused() -> None:
    value: Any = "x"
    for _ in range(60):
        value = [value] * 10
    with pytest.raises(ValidationError, match="10,000,000 values"):
        convert_jsonb(value, "it")


def test_document_over_64_mb_is_refused() -> None:
    with pytest.raises(ValidationError, match="64 MB as JSON"):
        convert_jsonb(["x" * (33 * 1024 * 1024)] * 2, "it")


def test_serializer_that_fails_shows_nothing_of_the_value() -> None:
    def fail(value: str) -> str:
        raise RuntimeError(value)

    class Broken(BaseModel):
        title: Annotated[str, PlainSerializer(fail)]

    with pytest.raises(ValidationError, match="written as JSON") as caught:
        convert_jsonb(Broken(title="secret"), "it")
    assert "secret" not in str(caught.value)
    assert caught.value.__cause__ is None
    assert caught.value.__suppress_context__


def test_checked_text_is_sent_as_it_is() -> None:
    text = JsonText(b'{"a": 1}')
    assert convert_jsonb(text, "it") is text
    again = convert_jsonb({"a": 1}, "it")
    assert convert_jsonb(again, "it") is again


def test_given_document_is_never_changed() -> None:
    track = Track(title="A")
    document = {"tracks": [track]}
    convert_jsonb(document, "it")
    assert document == {"tracks": [track]}
    assert document["tracks"][0] is track


def test_lowered_limit_for_digits_is_a_validation_error() -> None:
    before = sys.get_int_max_str_digits()
    sys.set_int_max_str_digits(640)
    try:
        with pytest.raises(ValidationError, match="cannot be written as JSON"):
            convert_jsonb({"a": 10**1000}, "it")
    finally:
        sys.set_int_max_str_digits(before)


JSON: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=20,
)


@settings(max_examples=300, deadline=None, database=None)
@given(JSON)
def test_document_reads_back_as_it_was_or_holds_a_nul(value: Any) -> None:
    if "\\u0000" in json.dumps(value).replace("\\\\", ""):
        with pytest.raises(ValidationError, match="NUL"):
            convert_jsonb(value, "it")
    else:
        written = convert_jsonb(value, "it")
        assert value is None or (written is not None and json.loads(written) == value)
