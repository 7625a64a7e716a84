"""Records whose validation does more than to check are refused, since rows are built without it."""

from __future__ import annotations

from typing import Annotated, Any, Self

import pydantic
import pytest
from pydantic import (
    AfterValidator,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainValidator,
    PrivateAttr,
    SecretStr,
    StringConstraints,
    WrapValidator,
)

from tracktion_db import JsonObject, Record
from tracktion_db.errors import StatementError
from tracktion_db.records import text
from tracktion_db.row_builder import row_builder


class Private(Record):
    number: int
    _secret: int = PrivateAttr(default=1)


class Extra(Record):
    model_config = ConfigDict(extra="allow")
    number: int


class Thawed(Record):
    model_config = ConfigDict(frozen=False)
    number: int


class PostInit(Record):
    number: int

    def model_post_init(self, context: Any, /) -> None:
        del context


class FieldValidator(Record):
    number: int

    @pydantic.field_validator("number")
    @classmethod
    def _double(cls, value: int) -> int:
        return 2 * value


class ModelValidator(Record):
    number: int

    @pydantic.model_validator(mode="after")
    def _check(self) -> Self:
        return self


class After(Record):
    number: Annotated[str, AfterValidator(str.lower)]


class InsideOptional(Record):
    number: Annotated[str, BeforeValidator(str)] | None


class InsideList(Record):
    number: list[Annotated[str, PlainValidator(str)]]


class Wrapped(Record):
    number: Annotated[int, WrapValidator(lambda value, handler: handler(value))]


class Lower(Record):
    number: Annotated[str, StringConstraints(to_lower=True)]


class Alias(Record):
    number: int = Field(alias="Number")


class ListOfSecrets(Record):
    number: list[SecretStr]


class SecretOrText(Record):
    number: SecretStr | str


@pytest.mark.parametrize(
    ("record", "reason"),
    [
        (Private, "private attributes, model_post_init"),
        (Extra, "extra='allow'"),
        (Thawed, "frozen=False"),
        (PostInit, "model_post_init"),
        (FieldValidator, "validators"),
        (ModelValidator, "validators"),
        (After, "a validator of number"),
        (InsideOptional, "a validator of number"),
        (InsideList, "a validator of number"),
        (Wrapped, "a validator of number"),
        (Lower, "a validator of number"),
        (Alias, "aliases"),
        (ListOfSecrets, "a secret inside number"),
        (SecretOrText, "a secret inside number"),
    ],
)
def test_a_record_that_does_more_than_check_is_refused(record: type[Record], reason: str) -> None:
    with pytest.raises(StatementError) as caught:
        row_builder(record, ["number"], frozenset())
    assert str(caught.value) == f"{record.__name__} cannot be built from rows: it has {reason}"


def test_constraints_that_only_check_are_no_hindrance() -> None:
    class Checked(Record):
        number: Annotated[int, Field(ge=0)]
        name: Annotated[str, text(5)] | None
        labels: JsonObject

    build = row_builder(Checked, ["number", "name", "labels"], frozenset({"labels"}))
    assert build((1, "a", b"{}")) == Checked(number=1, name="a", labels={})


def in_order(names: list[str]) -> list[str]:
    return sorted(names)


def test_a_validator_of_a_json_field_is_run_by_the_builder_too() -> None:
    class Shelf(Record):
        names: Annotated[list[str], AfterValidator(in_order)]

    assert row_builder(Shelf, ["names"], frozenset({"names"}))((b'["b", "a"]',)) == Shelf(names=["b", "a"])


@pytest.mark.parametrize(
    ("columns", "reason"),
    [
        ([], "no column for name, number"),
        (["number"], "no column for name"),
        (["number", "name", "size"], "no field of Thing for size"),
        (["number", "size"], "no column for name; no field of Thing for size"),
        (["number", "name", "name"], "a column name comes twice"),
    ],
)
def test_columns_and_fields_must_be_the_same(columns: list[str], reason: str) -> None:
    class Thing(Record):
        number: int
        name: str = "a default is no column"

    with pytest.raises(StatementError, match=f"^columns and record differ: {reason}$"):
        row_builder(Thing, columns, frozenset())


def test_a_missing_column_of_json_is_told_before_the_validators_of_its_field() -> None:
    class Checked(Record):
        number: int
        document: JsonObject

    with pytest.raises(StatementError, match=r"^columns and record differ: no column for document$"):
        row_builder(Checked, ["number"], frozenset())
