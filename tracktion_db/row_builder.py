"""Rows to records without validation: one small function, compiled once per record and column list.

The function fills the one slot of a Pydantic model in which rows differ (``record_slots`` has the others).
The result equals a validated record in every way that matters (equality, hash, pickle, copy, dump, repr,
frozen); what it cannot reproduce is refused when it is compiled. It never checks a value: the
tests prove that statement and record agree, and ``validating_row_builder`` is the slow and suspicious
alternative behind ``DB_VALIDATE_ROWS``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from types import GenericAlias, NoneType, UnionType
from typing import Any, Union, get_args, get_origin

import pydantic
from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    JsonValue,
    PlainValidator,
    SecretStr,
    StringConstraints,
    TypeAdapter,
    WrapValidator,
)
from pydantic_core import from_json

from tracktion_db.errors import StatementError
from tracktion_db.records import JsonList, JsonObject, Record

RowBuilder = Callable[[Sequence[Any]], Any]

# What a jsonb column holds by itself needs no validation: the input's checks and the server saw to it.
_ANY_JSON = (JsonValue, JsonObject, NoneType)
_VALIDATORS = (AfterValidator, BeforeValidator, PlainValidator, WrapValidator)


def row_builder(record: type[Record], columns: Sequence[str], json_columns: frozenset[str]) -> RowBuilder:
    """A function from a row (values in column order, JSONB as bytes of JSON text) to the record."""
    # In this order: a field of JSON whose column is missing would look like one with a validator.
    _require_equal_names(record, columns)
    _refuse_what_cannot_be_built(record, json_columns)
    names: dict[str, Any] = {
        "new": object.__new__,
        "record": record,
        "new_values": _blank_values(columns).copy,
        "set_values": BaseModel.__dict__["__dict__"].__set__,
    }
    reads: list[str] = []
    for number, column in enumerate(columns):
        if column in json_columns:
            names[f"read{number}"] = _json_reader(record, column)
            value = f"values[{column!r}]"
            reads.append(f"    if {value} is not None:\n        {value} = read{number}({value})\n")
        elif _is_secret(record.model_fields[column].rebuild_annotation()):
            names["secret"] = SecretStr
            value = f"values[{column!r}]"
            reads.append(f"    if {value} is not None:\n        {value} = secret({value})\n")
    source = (
        f"def build(row, {', '.join(f'{name}={name}' for name in names)}):\n"
        f"    values = new_values()\n"
        f"    {''.join(f'values[{column!r}], ' for column in columns)}= row\n"
        f"{''.join(reads)}"
        f"    made = new(record)\n"
        f"    set_values(made, values)\n"
        f"    return made\n"
    )
    exec(compile(source, f"<rows of {record.__name__}>", "exec"), names)  # noqa: S102 (built from field names only)
    return names["build"]


def _blank_values(columns: Sequence[str]) -> dict[str, Any]:
    # The dict of an instance, because its copies share their keys: a third less memory for each record.
    class Blank:
        pass

    blank = Blank()
    for column in columns:
        setattr(blank, column, None)
    return vars(blank)


def validating_row_builder(
    record: type[Record], columns: Sequence[str], json_columns: frozenset[str]
) -> RowBuilder:
    """The same, but every row is validated in full, JSONB included; raises StatementError with the field."""
    _require_equal_names(record, columns)
    readers = {
        column: _reader(record, column, TypeAdapter(record.model_fields[column].rebuild_annotation()))
        for column in json_columns
    }

    def build(row: Sequence[Any]) -> Record:
        values = dict(zip(columns, row, strict=True))
        for column, read in readers.items():
            if values[column] is not None:
                values[column] = read(values[column])
        try:
            return record.model_validate(values, strict=True)
        except pydantic.ValidationError as problem:
            wrong = {str(found["loc"][0]) for found in problem.errors() if found["loc"]}
        # Raised out here, so that Pydantic's error, which knows the values, is not even the context of ours.
        raise _misfit(record, *sorted(wrong))

    return build


def _json_reader(record: type[Record], column: str) -> Callable[[bytes], Any]:
    annotation = record.model_fields[column].rebuild_annotation()
    choices = get_args(annotation) if get_origin(annotation) in (Union, UnionType) else (annotation,)
    for choice in choices:
        if get_origin(choice) is JsonList:
            items: Any = GenericAlias(list, get_args(choice))
            adapter = TypeAdapter[list[Any]](items)
            return lambda raw: JsonList[Any].from_json(raw, adapter)
    if all(choice in _ANY_JSON for choice in choices):
        return _reader(record, column, None)
    return _reader(record, column, TypeAdapter[Any](annotation))


def _reader(record: type[Record], column: str, adapter: TypeAdapter[Any] | None) -> Callable[[bytes], Any]:
    validate: Callable[[bytes], Any] = from_json if adapter is None else adapter.validate_json

    def read(raw: bytes) -> Any:
        try:
            return validate(raw)
        except ValueError:  # Pydantic's ValidationError is one
            pass
        raise _misfit(record, column)

    return read


def _misfit(record: type[Record], *fields: str) -> StatementError:
    return StatementError(f"a row does not fit {record.__name__}: {', '.join(fields)}")


def _refuse_what_cannot_be_built(record: type[Record], json_columns: frozenset[str]) -> None:
    problems: list[str] = []
    if record.__private_attributes__:
        problems.append("private attributes")
    if record.model_config.get("extra") == "allow":
        problems.append("extra='allow'")
    if record.model_post_init is not BaseModel.model_post_init:
        problems.append("model_post_init")
    decorators = record.__pydantic_decorators__
    if (
        decorators.field_validators
        or decorators.model_validators
        or decorators.validators
        or decorators.root_validators
    ):
        problems.append("validators")
    problems += [
        f"a validator of {name}"
        for name, field in record.model_fields.items()
        if name not in json_columns and _changes_values(field.rebuild_annotation())
    ]
    problems += [
        f"a secret inside {name}"
        for name, field in record.model_fields.items()
        if _has_secret(field.rebuild_annotation()) and not _is_secret(field.rebuild_annotation())
    ]
    if not record.model_config.get("frozen"):
        problems.append("frozen=False")
    if any(field.validation_alias for field in record.model_fields.values()):
        problems.append("aliases")
    if problems:
        raise StatementError(f"{record.__name__} cannot be built from rows: it has {', '.join(problems)}")


def _changes_values(annotation: Any) -> bool:
    if isinstance(annotation, StringConstraints):
        return bool(annotation.strip_whitespace or annotation.to_lower or annotation.to_upper)
    return isinstance(annotation, _VALIDATORS) or any(_changes_values(part) for part in get_args(annotation))


def _is_secret(annotation: Any) -> bool:
    choices = get_args(annotation) if get_origin(annotation) in (Union, UnionType) else (annotation,)
    return SecretStr in choices and set(choices) <= {SecretStr, NoneType}


def _has_secret(annotation: Any) -> bool:
    return annotation is SecretStr or any(map(_has_secret, get_args(annotation)))


def _require_equal_names(record: type[Record], columns: Sequence[str]) -> None:
    differences = list(_differences(set(columns), set(record.model_fields), record.__name__))
    if len(set(columns)) < len(columns):
        differences.append("a column name comes twice")
    if differences:
        raise StatementError(f"columns and record differ: {'; '.join(differences)}")


def _differences(columns: set[str], fields: set[str], name: str) -> Iterator[str]:
    if missing := fields - columns:
        yield f"no column for {', '.join(sorted(missing))}"
    if unknown := columns - fields:
        yield f"no field of {name} for {', '.join(sorted(unknown))}"
