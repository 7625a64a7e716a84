"""What goes in and what comes out: the bases of all records, and the types of their fields.

``Record``   a row that a statement returned. Frozen. Built on a fast path without validation, because
             statement and record are proved to agree; ``DB_VALIDATE_ROWS=1`` validates every row.
``Input``    what a caller gives. Frozen, strict, everything is checked when it is made; a bad field is a
             ``tracktion_db.errors.ValidationError`` that names it, never Pydantic's own.
``JsonList`` a JSONB array of records that is read when somebody looks.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Annotated, Any, Self, TypeVar, cast, get_args, overload

import pydantic
from pydantic import AfterValidator, BaseModel, ConfigDict, JsonValue, StringConstraints, TypeAdapter
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from tracktion_db.errors import UsageError, ValidationError
from tracktion_db.record_slots import share_field_sets, share_slots
from tracktion_db.statements.json_text import ORDINARY_KEY, convert_jsonb

T = TypeVar("T")

NO_NUL = r"^[^\x00]*$"
MAX_FIELD = 200
"""Longest name of a field in an error: a path into JSON is as deep as its sender likes."""
_PLACED = "placed"
_HEX_DIGITS = re.compile(r"\^\[0-9a-f\]\{(\d+)\}\$")


def text(max_length: int, *, min_length: int = 0, pattern: str = NO_NUL) -> StringConstraints:
    """Text of so many characters without NUL, checked in Rust; lone surrogates never pass."""
    return StringConstraints(strict=True, min_length=min_length, max_length=max_length, pattern=pattern)


def _json_object(value: dict[str, JsonValue]) -> dict[str, JsonValue]:
    try:
        convert_jsonb(value, "")
    except ValidationError as problem:
        raise wrong_field(problem.field, problem.reason) from None
    return value


def wrong_field(place: str, reason: str) -> PydanticCustomError:
    """What a validator of a whole value raises to name a field in it: it becomes ours, with that field."""
    return PydanticCustomError(_PLACED, "{reason}", {"reason": reason, "place": place})


JsonObject = Annotated[dict[str, JsonValue], AfterValidator(_json_object)]
"""A JSONB object: text without NUL or lone surrogates, finite numbers, at most 100 levels deep."""


@share_slots
class Record(BaseModel):
    """A row that a statement returned."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)


class Input(BaseModel):
    """What a caller gives; raises ``tracktion_db.errors.ValidationError`` with the field's name."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", strict=True, defer_build=True, hide_input_in_errors=True
    )

    def __init__(self, /, **fields: Any) -> None:
        try:
            self.__pydantic_validator__.validate_python(fields, self_instance=self)
            return
        except pydantic.ValidationError as problem:
            error = validation_error(problem)
        # Raised out here, so that Pydantic's error, which knows the values, is not even the context of ours.
        raise error

    # Pydantic calls an __init__ of one's own for inputs inside others too, unless it is marked so; there its
    # own error is wanted, which knows the whole path.
    __init__.__pydantic_base_init__ = True  # type: ignore[attr-defined]

    @classmethod
    def model_validate(cls, obj: Any, **options: Any) -> Self:
        try:
            return super().model_validate(obj, **options)
        except pydantic.ValidationError as problem:
            error = validation_error(problem)
        raise error

    @classmethod
    def model_validate_json(cls, json_data: str | bytes | bytearray, **options: Any) -> Self:
        try:
            return super().model_validate_json(json_data, **options)
        except pydantic.ValidationError as problem:
            error = validation_error(problem)
        raise error

    def model_copy(self, *, update: Mapping[str, Any] | None = None, deep: bool = False) -> Self:
        """A copy; with ``update`` one that is checked like any other input, which Pydantic's is not."""
        copied = super().model_copy(deep=deep)
        if not update:
            return copied
        given = {name: getattr(copied, name) for name in copied.model_fields_set}
        return type(self)(**{**given, **update})

    @classmethod
    def many(cls, rows: Iterable[Mapping[str, object]]) -> list[Self]:
        """One input per mapping, all checked; the error of a bad one names its row, counted from 0."""
        made: list[Self] = []
        for number, row in enumerate(rows):
            try:
                made.append(cls(**row))
            except ValidationError as problem:
                raise ValidationError(problem.field, problem.reason, row=number) from None
            except TypeError:
                raise ValidationError(
                    "row", "must be a mapping from field names to values", row=number
                ) from None
        return made


def validation_error(problem: pydantic.ValidationError) -> ValidationError:
    """The first of Pydantic's findings as our error: the field's path and what would be right."""
    first = problem.errors(include_url=False, include_input=False)[0]
    field = ""
    for step in first["loc"]:
        if isinstance(step, int):
            field += f"[{step}]"
        else:
            # A key that is no name is data of the caller's.
            name = step if ORDINARY_KEY.fullmatch(step) else "<key>"
            field += f".{name}" if field else name
    if first["type"] == _PLACED:
        field += first.get("ctx", {}).get("place", "")
    reason = first["msg"]
    if first["type"] == "string_pattern_mismatch":
        reason = _in_words(first.get("ctx", {}).get("pattern", "")) or reason
    return ValidationError(field[:MAX_FIELD] or problem.title, reason)


def _in_words(pattern: str) -> str | None:
    # Here, and not as a message of the type: a type with a message of its own is checked in Python.
    if pattern == NO_NUL:
        return "must not contain a NUL character"
    found = _HEX_DIGITS.fullmatch(pattern)
    return f"must be {found.group(1)} lower-case hex digits" if found else None


class JsonList(Sequence[T]):
    """An immutable list of records from a JSONB array, read at the first look at it.

    Equal to any other JsonList, list or tuple of the same items. A document that does not fit the record
    raises ValidationError at that first look; constraints in the database keep such a document out.
    """

    __slots__ = ("_adapter", "_items", "_raw")

    def __init__(self, items: Iterable[T] = ()) -> None:
        self._items: tuple[T, ...] | None = tuple(items)
        self._raw: bytes | None = None
        self._adapter: TypeAdapter[list[T]] | None = None

    @classmethod
    def from_json(cls, raw: bytes, adapter: TypeAdapter[list[T]]) -> Self:
        """A list that will be read from this JSON text with this adapter."""
        made = cls.__new__(cls)
        made._raw = raw
        made._items = None
        made._adapter = adapter
        return made

    def _read(self) -> tuple[T, ...]:
        # Two threads at once read twice and keep equal results; neither sees half of one.
        items = self._items
        if items is None:
            adapter = self._adapter
            raw = self._raw
            assert adapter is not None and raw is not None
            try:
                read = adapter.validate_json(raw)
            except pydantic.ValidationError as problem:
                error = validation_error(problem)
            else:
                share_field_sets(read)
                items = self._items = tuple(read)
                return items
            raise error
        return items

    @overload
    def __getitem__(self, index: int) -> T: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[T, ...]: ...
    def __getitem__(self, index: int | slice) -> T | tuple[T, ...]:
        return self._read()[index]

    def __len__(self) -> int:
        return len(self._read())

    def __iter__(self) -> Iterator[T]:
        return iter(self._read())

    def __eq__(self, other: object) -> bool:
        if isinstance(other, JsonList | list | tuple):
            return self._read() == tuple(cast("Sequence[object]", other))
        return NotImplemented

    def __hash__(self) -> int:
        return hash(self._read())

    def __repr__(self) -> str:
        return repr(list(self._read()))

    def __reduce__(self) -> tuple[Callable[..., Any], tuple[list[T]]]:
        return (type(self), (list(self._read()),))

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: pydantic.GetCoreSchemaHandler) -> CoreSchema:
        items = get_args(source)
        if not items:
            raise UsageError("a JsonList field must say what it holds, as in JsonList[Track]")
        as_list = core_schema.list_schema(handler.generate_schema(items[0]))
        made = core_schema.no_info_after_validator_function(cls, as_list)
        return core_schema.json_or_python_schema(
            json_schema=made,
            python_schema=core_schema.union_schema([core_schema.is_instance_schema(cls), made]),
            serialization=core_schema.plain_serializer_function_ser_schema(list, return_schema=as_list),
        )
