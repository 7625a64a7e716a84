"""A header says ``or null`` exactly where the call of its statement may send None."""

from __future__ import annotations

from types import NoneType
from typing import get_args

import pytest

from tests.public_functions import FUNCTIONS, parameters_of, usual_fields
from tracktion_db import Input, catalog
from tracktion_db.catalog.statements import sql
from tracktion_db.errors import ValidationError

ONE_ROW: dict[str, type[Input]] = {
    "add_recording": catalog.NewRecording,
    "get_or_add_recording": catalog.NewRecording,
    "copy_recordings": catalog.NewRecording,
    "update_recording": catalog.RecordingChanges,
    "add_tracklist": catalog.NewTracklist,
    "copy_tracklists": catalog.NewTracklist,
    "update_tracklist": catalog.TracklistChanges,
    "add_rename_proposal": catalog.NewRenameProposal,
    "copy_rename_proposals": catalog.NewRenameProposal,
    "update_rename_proposal": catalog.RenameProposalChanges,
    "copy_metadata": catalog.NewMetadata,
}
MANY_ROWS: dict[str, type[Input]] = {
    "add_recordings": catalog.NewRecording,
    "add_each_recording": catalog.NewRecording,
    "add_tracklists": catalog.NewTracklist,
    "add_rename_proposals": catalog.NewRenameProposal,
    "add_metadata": catalog.NewMetadata,
}
OTHERS = sorted({name.partition(".")[2] for name in sql} - {*ONE_ROW, *MANY_ROWS})
# None stands for the first or the last month there is, which is what is sent.
NEVER_SENT = {"first_month", "last_month"}


def may_hold_none(model: type[Input], field: str) -> bool:
    """Whether an input may have None in this field; one of changes has it where nothing was given."""
    try:
        made = model(**{**usual_fields(model), field: None})
    except ValidationError:
        return model.model_fields[field].get_default() is None and not model.model_fields[field].is_required()
    assert getattr(made, field) is None
    return True


@pytest.mark.parametrize("name", ONE_ROW)
def test_parameter_of_one_row_is_or_null_where_its_field_may_be_none(name: str) -> None:
    fields = ONE_ROW[name].model_fields
    parameters = {parameter.name: parameter.nullable for parameter in sql[f"catalog.{name}"].parameters}
    assert set(fields) <= set(parameters)
    assert parameters == {
        parameter: parameter in fields and may_hold_none(ONE_ROW[name], parameter) for parameter in parameters
    }


@pytest.mark.parametrize("name", MANY_ROWS)
def test_array_has_nulls_where_its_field_may_be_none_and_is_never_null(name: str) -> None:
    model = MANY_ROWS[name]
    for parameter, field in zip(sql[f"catalog.{name}"].parameters, model.model_fields, strict=True):
        assert parameter.type.nulls is may_hold_none(model, field), field
        assert not parameter.nullable


@pytest.mark.parametrize("name", OTHERS)
def test_any_other_parameter_is_or_null_where_the_functions_argument_may_be_none(name: str) -> None:
    function = FUNCTIONS.get(f"catalog.{name}")
    hints = parameters_of(function) if function else {}
    for parameter in sql[f"catalog.{name}"].parameters:
        optional = NoneType in get_args(hints.get(parameter.name)) and parameter.name not in NEVER_SENT
        assert parameter.nullable is optional, parameter.name
