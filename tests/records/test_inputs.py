"""Inputs: everything is checked when they are made, and what is wrong is told without being repeated."""

from __future__ import annotations

import traceback
from collections.abc import Callable
from typing import Annotated, Any
from uuid import UUID

import pydantic
import pytest
from pydantic import ConfigDict, Field

from tracktion_db import Input, JsonObject
from tracktion_db.catalog import NewRecording
from tracktion_db.errors import TracktionDBError, ValidationError
from tracktion_db.records import NO_NUL, text

SECRET = "geheim"


class Song(Input):
    title: Annotated[str, text(10, min_length=1)]
    seconds: int | None = None


class Album(Input):
    id: UUID
    name: Annotated[str, text(20)]
    songs: list[Song] = Field(default_factory=list[Song])
    best: Song | None = None
    plays: dict[str, int] = Field(default_factory=dict[str, int])
    labels: JsonObject = Field(default_factory=dict[str, Any])
    price: Annotated[float, Field(allow_inf_nan=False)] = 0.0


ID = UUID("11111111-2222-4333-8444-555555555555")
GOOD: dict[str, Any] = {"id": ID, "name": "Innovator"}
WRONG: list[tuple[dict[str, Any], str]] = [
    ({"id": str(ID)}, "id"),
    ({"id": None}, "id"),
    ({"name": SECRET * 5}, "name"),
    ({"name": SECRET + "\0"}, "name"),
    ({"name": SECRET + "\ud800"}, "name"),
    ({"name": SECRET.encode()}, "name"),
    ({"songs": SECRET}, "songs"),
    ({"songs": [{"title": "a"}, {"title": ""}, {"title": "b"}, {"title": SECRET * 2}]}, "songs[1].title"),
    ({"songs": [{"title": "a"}] * 3 + [{"title": SECRET * 2}]}, "songs[3].title"),
    ({"songs": [Song(title="a"), {"title": "b", "seconds": SECRET}]}, "songs[1].seconds"),
    ({"songs": [{"title": "a", "seconds": True}]}, "songs[0].seconds"),
    ({"songs": [{}]}, "songs[0].title"),
    ({"songs": [{"title": "a", "label": SECRET}]}, "songs[0].label"),
    ({"best": {"title": SECRET * 2}}, "best.title"),
    ({"best": SECRET}, "best"),
    ({"plays": {"a": SECRET}}, "plays.a"),
    ({"plays": {f"{SECRET} {SECRET}": SECRET}}, "plays.<key>"),
    ({"labels": {"a": [1, {"b": float("nan")}]}}, "labels.a[1].b"),
    ({"labels": {"a": SECRET + "\0"}}, "labels.a"),
    ({"labels": {SECRET + "\ud800": 1}}, "labels.<key 0>"),
    ({"labels": {"a": {SECRET}}}, "labels.a"),
    ({"labels": [SECRET]}, "labels"),
    ({"price": float("inf")}, "price"),
    ({"price": SECRET}, "price"),
    ({"label": SECRET}, "label"),
    ({f"{SECRET}!": SECRET}, "<key>"),
]
WAYS: dict[str, Callable[[dict[str, Any]], Album]] = {
    "init": lambda values: Album(**values),
    "model_validate": Album.model_validate,
    "many": lambda values: Album.many([values])[0],
}


@pytest.mark.parametrize(("wrong", "field"), WRONG, ids=[field for _, field in WRONG])
@pytest.mark.parametrize("make", WAYS.values(), ids=WAYS.keys())
def test_a_wrong_value_is_our_error_with_the_path_and_without_the_value(
    make: Callable[[dict[str, Any]], Album], wrong: dict[str, Any], field: str
) -> None:
    with pytest.raises(ValidationError) as caught:
        make({**GOOD, **wrong})
    assert caught.value.field == field
    assert caught.value.reason
    assert str(caught.value).endswith(f"{field}: {caught.value.reason}")
    error: BaseException | None = caught.value
    while error is not None:
        told = f"{error} {error!r} {error.args} {''.join(traceback.format_exception(error))}"
        assert SECRET not in told.replace(__file__, "")
        assert isinstance(error, TracktionDBError)
        error = error.__cause__ or error.__context__


def test_a_missing_field_is_named() -> None:
    with pytest.raises(ValidationError, match=r"^name: Field required$"):
        Album(id=ID)  # pyright: ignore[reportCallIssue]


def test_json_is_read_and_refused_alike() -> None:
    assert Song.model_validate_json('{"title": "a", "seconds": 7}') == Song(title="a", seconds=7)
    for wrong, field in (('{"title": "", "seconds": 7}', "title"), ("{", "Song"), ("[]", "Song")):
        with pytest.raises(ValidationError) as caught:
            Song.model_validate_json(wrong)
        assert caught.value.field == field
        assert caught.value.__context__ is None


def test_what_is_no_mapping_is_refused() -> None:
    for wrong in (None, 5, "a", [1], object()):
        with pytest.raises(ValidationError, match=r"^Song: "):
            Song.model_validate(wrong)


def test_many_are_made_in_order_and_the_bad_row_is_named() -> None:
    assert Song.many([]) == []
    assert Song.many({"title": str(n)} for n in range(3)) == [Song(title=str(n)) for n in range(3)]
    for wrong in ({"title": ""}, {}, None, 5, ["title"], {5: 1}):
        rows: list[Any] = [{"title": "a"}, wrong]
        with pytest.raises(ValidationError) as caught:
            Song.many(rows)
        assert caught.value.row == 1
        assert str(caught.value).startswith(f"row 1: {caught.value.field}: ")


@pytest.mark.parametrize(
    ("pattern", "value", "reason"),
    [
        (NO_NUL, SECRET + "\0", "must not contain a NUL character"),
        ("^[0-9a-f]{64}$", SECRET, "must be 64 lower-case hex digits"),
        ("^[0-9a-f]{32}$", "A" * 32, "must be 32 lower-case hex digits"),
    ],
)
def test_patterns_are_told_in_words(pattern: str, value: str, reason: str) -> None:
    class Coded(Input):
        code: Annotated[str, text(64, pattern=pattern)]

    with pytest.raises(ValidationError) as caught:
        Coded(code=value)
    assert str(caught.value) == f"code: {reason}"


def test_values_are_strict() -> None:
    for wrong in ("7", 7.0, True):
        with pytest.raises(ValidationError, match=r"^seconds: "):
            Song(title="a", seconds=wrong)  # pyright: ignore[reportArgumentType]


def test_inputs_are_frozen_and_compared_by_value() -> None:
    song = Song(title="a")
    with pytest.raises(pydantic.ValidationError, match="frozen"):
        song.title = "b"
    assert song == Song(title="a")
    assert song != Song(title="a", seconds=1)
    assert hash(song) == hash(Song(title="a"))
    assert song.model_fields_set == {"title"}


def test_nested_inputs_are_made_of_mappings_or_taken_as_they_are() -> None:
    best = Song(title="a")
    album = Album(id=ID, name="Innovator", best=best, songs=[best])
    assert album.best is best
    assert album == Album.model_validate({**GOOD, "best": {"title": "a"}, "songs": [{"title": "a"}]})


def test_a_copy_with_changes_is_checked_too() -> None:
    song = Song(title="a", seconds=7)
    assert song.model_copy() == song
    assert song.model_copy(update={"seconds": None}) == Song(title="a", seconds=None)
    assert Song(title="a").model_copy(update={"title": "b"}).model_fields_set == {"title"}
    for wrong, field in (({"title": ""}, "title"), ({"seconds": SECRET}, "seconds"), ({"label": 1}, "label")):
        with pytest.raises(ValidationError) as caught:
            song.model_copy(update=wrong)
        assert caught.value.field == field


def test_a_copy_of_an_input_that_takes_extra_keys_keeps_them() -> None:
    class Tagged(Input):
        model_config = ConfigDict(extra="allow")
        title: str

    tagged = Tagged.model_validate({"title": "a", "label": {"x": 1}})
    copied = tagged.model_copy(update={"title": "b", "year": 1989}, deep=True)
    assert copied.model_extra == {"label": {"x": 1}, "year": 1989}
    assert (copied.title, tagged.title) == ("b", "a")


def test_inside_a_model_of_somebody_else_the_error_is_theirs_with_the_whole_path() -> None:
    class Request(pydantic.BaseModel):
        songs: list[Song]

    with pytest.raises(pydantic.ValidationError) as caught:
        Request.model_validate({"songs": [{"title": "a"}, {"title": ""}]})
    assert caught.value.errors()[0]["loc"] == ("songs", 1, "title")


@pytest.mark.parametrize("path", ["", "a" * 4097, "ä" * 2049, "a\0"])
def test_a_path_that_the_schema_refuses_is_refused_before(path: str) -> None:
    with pytest.raises(ValidationError) as caught:
        NewRecording(file_path=path, file_name="a")
    assert caught.value.field == "file_path"


@pytest.mark.parametrize("path", ["a", "a" * 1024, "a" * 1025, "a" * 4096, "ä" * 2048])
def test_a_path_of_1_to_4096_bytes_is_one(path: str) -> None:
    assert NewRecording(file_path=path, file_name="a").file_path == path
