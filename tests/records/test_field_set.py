"""All records of one kind share the set of their field names, so nobody may change it."""

from __future__ import annotations

import copy
import pickle
from collections.abc import Callable
from typing import Any

import pytest

from tests.records.samples import COLUMNS, Crate, built
from tracktion_db.record_slots import FieldSet

MUTATIONS: dict[str, Callable[[Any], object]] = {
    "add": lambda names: names.add("other"),
    "discard": lambda names: names.discard("name"),
    "remove": lambda names: names.remove("name"),
    "pop": lambda names: names.pop(),
    "clear": lambda names: names.clear(),
    "update": lambda names: names.update({"other"}),
    "difference_update": lambda names: names.difference_update({"name"}),
    "intersection_update": lambda names: names.intersection_update({"name"}),
    "symmetric_difference_update": lambda names: names.symmetric_difference_update({"name"}),
    "|=": lambda names: names.__ior__({"other"}),
    "&=": lambda names: names.__iand__({"name"}),
    "-=": lambda names: names.__isub__({"name"}),
    "^=": lambda names: names.__ixor__({"name"}),
}


@pytest.mark.parametrize("change", MUTATIONS.values(), ids=MUTATIONS.keys())
def test_it_cannot_be_poisoned(change: Callable[[Any], object]) -> None:
    with pytest.raises(TypeError, match="cannot be changed"):
        change(built().model_fields_set)
    assert built().model_fields_set == set(COLUMNS)
    assert list(built().model_dump(exclude_unset=True)) == [*COLUMNS, "shout"]


@pytest.mark.parametrize("change", MUTATIONS.values(), ids=MUTATIONS.keys())
def test_each_of_these_would_poison_a_plain_set(change: Callable[[Any], object]) -> None:
    shared = set(COLUMNS)
    records = [Crate.model_construct(shared) for _ in range(2)]
    assert records[0].model_fields_set is records[1].model_fields_set
    change(records[0].model_fields_set)
    assert records[1].model_fields_set != set(COLUMNS)


def test_every_method_that_changes_a_set_is_refused() -> None:
    changing = {name for name in dir(set) if not hasattr(frozenset, name)} - {"__hash__"}
    assert changing <= set(vars(FieldSet))


def test_it_is_a_set_otherwise_and_its_copies_are_plain_sets() -> None:
    names = built().model_fields_set
    assert isinstance(names, set)
    assert names == set(COLUMNS)
    assert "name" in names
    assert names - {"name"} == set(COLUMNS) - {"name"}
    for copied in (names.copy(), copy.copy(names), copy.deepcopy(names), pickle.loads(pickle.dumps(names))):
        assert copied == names
        assert type(copied) is set
