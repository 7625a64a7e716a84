"""Whatever is given to whatever public function, only our own errors come out and the connection lives on.

``public_functions`` finds what is tried, so that a new function or input is tried without being listed here.
"""

from __future__ import annotations

from collections.abc import Generator, Mapping, Sequence
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any, cast, get_args, get_origin

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import BaseModel
from pytest_postgresql.executors import NoopExecutor

from tests.catalog.samples import NOBODY
from tests.executors import probes
from tests.fixtures.executors import Run, asyncio_run, blocking_run
from tests.fixtures.server import Server
from tests.public_functions import FUNCTIONS, INPUTS, USUAL, Function, parameters_of, usual_fields
from tracktion_db import Input, Settings
from tracktion_db.errors import TracktionDBError

# An error message that is too long is cut, and says so.
pytestmark = pytest.mark.filterwarnings("ignore:error_message:UserWarning")


def nested(depth: int) -> Any:
    value: Any = []
    for _ in range(depth):
        value = {"deeper": [value]}
    return value


HOSTILE: dict[str, Any] = {
    "none": None,
    "empty": "",
    "nul": "a\0b",
    "lone surrogate": "a\ud800",
    "10 MB": "x" * 10_000_000,
    "10 MB, not ASCII": "é" * 5_000_000,
    "quotes": "'\"; DROP TABLE recordings; --",
    "wildcards": "%_\\",
    "no uuid": "11111111-2222-4333-8444-55555555555g",
    "uuid as text": str(NOBODY),
    "uuid": NOBODY,
    "bytes": b"a",
    "zero": 0,
    "minus one": -1,
    "a billion": 10**9,
    "beyond integer": 2**31,
    "beyond bigint": 2**63,
    "400 digits": 10**400,
    "5,000 digits": 10**5000,
    "true": True,
    "float": 0.5,
    "not a number": float("nan"),
    "infinity": float("inf"),
    "decimal": Decimal("1E-20000"),
    "huge decimal": Decimal("1E+200000"),
    "no decimal": Decimal("sNaN"),
    "naive": datetime(2026, 5, 17),  # noqa: DTZ001 (that is the point)
    "before year 1": datetime.min.replace(tzinfo=timezone(timedelta(hours=14))),
    "after year 9999": datetime.max.replace(tzinfo=timezone(-timedelta(hours=12))),
    "first instant": datetime.min.replace(tzinfo=UTC),
    "last instant": datetime.max.replace(tzinfo=UTC),
    "first day": date.min,
    "last day": date.max,
    "unknown word": "serialisable",
    "list": [],
    "list of none": [None],
    "list of words": ["a", 5, None],
    "dict": {},
    "dict with nul": {"a\0": "b\0"},
    "dict with number": {5: float("nan")},
    "1,000 deep": nested(500),
    "100,000 deep": nested(50_000),
    "set": {1, 2},
    "object": object(),
    "class": int,
    "function": len,
}
KEYS = ("none", "empty", "nul", "lone surrogate", "10 MB", "bytes", "zero", "not a number")


def unusual(kind: Any) -> dict[str, Any]:
    """What is hostile, and also inside of a list or mapping where one is taken."""
    kinds = [get_origin(part) for part in (kind, *get_args(kind))]
    values = dict(HOSTILE)
    if any(origin in (Sequence, list, tuple) for origin in kinds):
        values |= {f"[{name}]": [value] for name, value in HOSTILE.items()}
    if any(origin in (Mapping, dict) for origin in kinds):
        values |= {f"{{a: {name}}}": {"a": value} for name, value in HOSTILE.items()}
        values |= {f"{{{name}: a}}": {HOSTILE[name]: "a"} for name in KEYS}
    return values


@pytest.fixture(scope="module")
def one_connection(server: Server, postgresql_noproc: NoopExecutor) -> Generator[Settings]:
    """A database that may be filled with anything, and a pool of one connection to it."""
    with server.clean_database(postgresql_noproc.template_dbname) as url:
        yield Settings.from_url(url, pool_min_size=1, pool_max_size=1)


@pytest.fixture(scope="module", params=[blocking_run, asyncio_run], ids=["blocking", "asyncio"])
def run(request: pytest.FixtureRequest, one_connection: Settings) -> Generator[Run]:
    with request.param(one_connection) as run:
        yield run


@pytest.fixture(scope="module")
def blocking(one_connection: Settings) -> Generator[Run]:
    with blocking_run(one_connection) as run:
        yield run


def session(run: Run) -> int:
    return run(probes.get_backend()).number


def try_it(run: Run, function: Function, arguments: Mapping[str, Any]) -> None:
    """Make the call and run it; any other error than ours fails the test."""
    with suppress(TracktionDBError):
        run(function(**arguments))


def test_functions_and_inputs_are_found() -> None:
    assert "catalog.get_recording" in FUNCTIONS
    assert "catalog.add_tracklists" in FUNCTIONS
    assert {"NewRecording", "NewTracklist", "Track", "RecordingChanges"} <= set(INPUTS)
    assert all(issubclass(model, Input) or model.__name__ == "Track" for model in INPUTS.values())


@pytest.mark.parametrize("name", FUNCTIONS)
def test_usual_values_make_a_call_of_every_function(run: Run, name: str) -> None:
    call = FUNCTIONS[name](**USUAL[name])
    with suppress(TracktionDBError):
        run(call)


@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_hostile_value_of_any_parameter_raises_nothing_but_our_errors(run: Run, name: str) -> None:
    before = session(run)
    for parameter, kind in parameters_of(FUNCTIONS[name]).items():
        for value in unusual(kind).values():
            try_it(run, FUNCTIONS[name], {**USUAL[name], parameter: value})
    assert session(run) == before


@pytest.mark.parametrize("model", INPUTS.values(), ids=INPUTS.keys())
def test_a_hostile_value_of_any_field_raises_nothing_but_our_errors(
    blocking: Run, model: type[BaseModel]
) -> None:
    before = session(blocking)
    fields = usual_fields(model)
    for field, info in model.model_fields.items():
        for value in unusual(info.annotation).values():
            with suppress(TracktionDBError):
                run_with(blocking, model(**{**fields, field: value}))
    assert session(blocking) == before


@pytest.mark.parametrize("model", [model for model in INPUTS.values() if issubclass(model, Input)])
def test_an_input_that_is_copied_with_changes_raises_nothing_but_our_errors(
    blocking: Run, model: type[Input]
) -> None:
    made = model(**usual_fields(model))
    for field in [*model.model_fields, "unknown"]:
        for value in HOSTILE.values():
            with suppress(TracktionDBError):
                run_with(blocking, made.model_copy(update={field: value}))


def run_with(run: Run, given: BaseModel) -> None:
    """Give the input to every function that takes one, or a list of them."""
    for name, function in FUNCTIONS.items():
        for parameter, kind in parameters_of(function).items():
            if kind is type(given):
                try_it(run, function, {**USUAL[name], parameter: given})
            elif type(given) in get_args(kind):
                try_it(run, function, {**USUAL[name], parameter: [given]})


def hostile(name: str) -> Any:
    return HOSTILE[name]


ANYTHING = st.recursive(
    st.sampled_from([name for name in HOSTILE if "10 MB" not in name]).map(hostile)
    | st.text(st.characters())
    | st.integers()
    | st.floats()
    | st.decimals()
    | st.datetimes()
    | st.uuids(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(st.characters()), inner, max_size=3),
    max_leaves=5,
)


def test_any_values_together_raise_nothing_but_our_errors(run: Run) -> None:
    @settings(max_examples=300, deadline=None)
    @given(st.data(), st.sampled_from(sorted(FUNCTIONS)))
    def try_any(data: st.DataObject, name: str) -> None:
        values: dict[str, Any] = {}
        for parameter, value in USUAL[name].items():
            values[parameter] = data.draw(st.one_of(st.just(value), ANYTHING), label=parameter)
        for parameter, kind in parameters_of(FUNCTIONS[name]).items():
            value = values[parameter]
            if isinstance(kind, type) and issubclass(kind, BaseModel) and isinstance(value, dict):
                fields = cast("dict[object, Any]", value)
                # Python itself takes no other keys for keywords; such a dict goes to the function as it is.
                if all(isinstance(key, str) for key in fields):
                    with suppress(TracktionDBError):
                        values[parameter] = kind(**cast("dict[str, Any]", fields))
        try_it(run, FUNCTIONS[name], values)

    before = session(run)
    try_any()
    assert session(run) == before
