"""What counts as a start time and as a list of tracks: never an error, whatever the JSON."""

from __future__ import annotations

import json
import re
from collections.abc import Generator
from decimal import Decimal
from typing import Any, cast

import psycopg
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from pytest_postgresql.executors import NoopExecutor

from tests.fixtures.server import Server
from tests.migrations.conftest import Connection

SETTINGS = settings(max_examples=300, deadline=None)

text = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=12)
times = st.from_regex(r"[0-9]{1,3}:[0-6][0-9](:[0-6][0-9])?", fullmatch=True)
numbers = st.integers(-5, 10_000) | st.floats(0, 1e9, allow_nan=False) | st.integers(0, 10**300)
json_values = st.recursive(
    st.none() | st.booleans() | numbers | text | times,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(text, inner, max_size=3),
    max_leaves=8,
)
starts = times | numbers | st.none() | json_values
tracks = st.fixed_dictionaries(
    {"title": text | json_values, "artist": text}, optional={"start_time": starts, "id": json_values}
)
good_tracks = st.fixed_dictionaries({"title": text, "artist": text}, optional={"start_time": times})


def track(**keys: object) -> dict[str, object]:
    return {"title": "a", "artist": "b", **keys}


def expected_seconds(value: object) -> Decimal | None:
    """The rule of tracklist_start_seconds, written a second time."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return Decimal(json.dumps(value)) if value >= 0 else None
    if isinstance(value, str) and (found := re.fullmatch(r"(?:([0-9]{1,9}):)?([0-9]+):([0-5][0-9])", value)):
        hours, minutes, seconds = found.groups()
        if hours is None:
            return Decimal(int(minutes) * 60 + int(seconds)) if len(minutes) <= 9 else None
        if re.fullmatch(r"[0-5][0-9]", minutes):
            return Decimal(int(hours) * 3600 + int(minutes) * 60 + int(seconds))
    return None


def expected_valid(value: Any) -> bool:
    """The rule of tracklist_tracks_are_valid, written a second time."""
    if not isinstance(value, list):
        return False
    latest = Decimal(0)
    for entry in cast("list[Any]", value):
        if not isinstance(entry, dict):
            return False
        keys = cast("dict[str, Any]", entry)
        if not isinstance(keys.get("title"), str) or not isinstance(keys.get("artist"), str):
            return False
        if keys.get("start_time") is None:
            continue
        seconds = expected_seconds(keys["start_time"])
        if seconds is None or seconds < latest:
            return False
        latest = seconds
    return True


def start_seconds(connection: Connection, value: object) -> Decimal | None:
    row = connection.execute("SELECT tracklist_start_seconds(%s::jsonb)", [json.dumps(value)]).fetchone()
    assert row is not None
    return row[0]


def are_valid(connection: Connection, value: object) -> bool | None:
    row = connection.execute("SELECT tracklist_tracks_are_valid(%s::jsonb)", [json.dumps(value)]).fetchone()
    assert row is not None
    return row[0]


@pytest.fixture(scope="module")
def functions(server: Server, postgresql_noproc: NoopExecutor) -> Generator[Connection]:
    """A connection to a migrated database that these tests only read."""
    with (
        server.clean_database(postgresql_noproc.template_dbname) as url,
        psycopg.connect(url, autocommit=True) as connection,
    ):
        yield connection


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("0:00", 0),
        ("00:00", 0),
        ("59:59", 3599),
        ("100:07", 6007),
        ("999999999:59", 59999999999),
        ("01:02:03", 3723),
        ("999999999:59:59", 3599999999999),
        (0, 0),
        (75, 75),
        (75.25, Decimal("75.25")),
        (1e300, Decimal(10) ** 300),
    ],
)
def test_a_time_or_a_number_is_seconds(functions: Connection, value: object, seconds: object) -> None:
    assert start_seconds(functions, value) == seconds


@pytest.mark.parametrize(
    "value",
    [
        "",
        "x",
        "75",
        ":00",
        "1:5",
        "1:60",
        "1:60:00",
        "1:00:60",
        "1:00:00:00",
        "1:0:00",
        " 1:00",
        "1:00\n",
        "-1:00",
        "+1:00",
        "1.5:00",
        "\u0663:\u0660\u0660",  # digits that numeric does not read
        "1\uff1a00",
        "1234567890:00",
        "9" * 200_000 + ":00",
        "NaN",
        "Infinity",
        -1,
        -0.001,
        None,
        True,
        [],
        ["1:00"],
        {},
        {"1:00": 1},
    ],
    ids=lambda value: repr(value)[:20],
)
def test_everything_else_is_no_start(functions: Connection, value: object) -> None:
    assert start_seconds(functions, value) is None


@SETTINGS
@given(starts)
def test_start_seconds_never_raises_and_follows_the_rule(functions: Connection, value: object) -> None:
    assert start_seconds(functions, value) == expected_seconds(value)


@SETTINGS
@given(st.lists(tracks, max_size=5) | st.lists(good_tracks, max_size=5) | json_values)
@example([])
@example([None])
@example([[]])
@example(track())
@example([track(start_time="1:00:00"), track()])
@example([track(start_time="1:01"), track(start_time=61)])
@example([track(start_time="1:01"), track(start_time=60.9)])
def test_tracks_are_valid_never_raises_and_follows_the_rule(functions: Connection, value: object) -> None:
    assert are_valid(functions, value) == expected_valid(value)


def test_a_start_is_compared_with_all_before_it_and_unknown_ones_are_passed_over(
    functions: Connection,
) -> None:
    first, late, early = (track(start_time=start) for start in ("0:00", "10:00", "5:00"))
    assert are_valid(functions, [first, track(), early, late, late])
    assert not are_valid(functions, [first, late, early, track(start_time="20:00")])
    assert not are_valid(functions, [late, track(), track(start_time=None), early])


def test_no_tracks_at_all_are_not_valid_tracks(functions: Connection) -> None:
    query = "SELECT tracklist_start_seconds(NULL), tracklist_tracks_are_valid(NULL)"
    assert functions.execute(query).fetchone() == (None, False)


def test_a_list_of_60000_tracks_is_checked(functions: Connection) -> None:
    long = [{"title": "t", "artist": "a", "start_time": f"{minute}:00"} for minute in range(60_000)]
    assert are_valid(functions, long)
    assert not are_valid(functions, [*long, long[0]])
