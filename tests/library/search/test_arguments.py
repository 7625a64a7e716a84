"""What an argument may be is checked before anything is sent, and cursors are those of the same search."""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode
from types import SimpleNamespace
from typing import Any, cast
from uuid import UUID

import pytest

from tests.fixtures.executors import Run
from tests.library.search.asking import search, track
from tracktion_db import library
from tracktion_db.errors import ValidationError
from tracktion_db.library.statements import sql
from tracktion_db.paging import PageCursor

TRACKS = [track(f"Singer {n} - Hello") for n in range(5)]
REFUSED: dict[tuple[str, ...], list[Any]] = {
    ("text",): [None, 5, b"a", ["a"], object()],
    ("artist", "album", "genre", "format"): [5, b"a", ["a"], True],
    ("status",): ["", "pending", "DONE", 5, [], True, b"FAILED"],
    ("snippets",): ["", "markdown", True, 1, []],
    ("year_from", "year_to"): [1799, 2101, 10**400, -1, 2000.0, "2000", True, []],
    ("minimum_rank",): [-0.1, 1.1, float("nan"), float("inf"), "0.5", None, True, []],
    ("limit",): [0, -1, 1001, 10**400, 20.0, "20", None, True, []],
    ("cursor",): ["", "a", "????", "AAAA", 5, b"AAAA", [], "é", "\0", "a" * 20_000],
}
WRONG = [(name, value) for names, values in REFUSED.items() for name in names for value in values]


def short(value: object) -> str:
    return repr(value)[:20]


@pytest.mark.parametrize(("argument", "value"), WRONG, ids=short)
def test_what_no_argument_may_be_is_refused_by_name_before_anything_is_sent(
    argument: str, value: Any
) -> None:
    arguments: dict[str, Any] = {"text": "hello", argument: value}

    with pytest.raises(ValidationError) as refused:
        library.search_audio_tracks(**arguments)
    assert refused.value.field == argument


def test_the_greatest_values_are_taken(run: Run) -> None:
    page = search(
        run, "hello", limit=1000, minimum_rank=1, year_from=None, snippets="text", format="x" * 5_000
    )
    assert page.items == []
    assert search(run, "hello", limit=1, year_from=1800, year_to=2100).items == []
    assert len(search(run, "hello", limit=1000, minimum_rank=0).items) == 5


@pytest.mark.parametrize(
    "other",
    [
        {"text": "hell"},
        {"text": "Hello"},
        {"status": "PENDING"},
        {"year_from": 2000},
        {"year_to": 2000},
        {"artist": "singer"},
        {"genre": "pop"},
        {"minimum_rank": 0.1},
    ],
)
def test_a_cursor_is_one_of_the_same_search_only(run: Run, other: dict[str, Any]) -> None:
    cursor = search(run, "hello", limit=2).next_cursor
    arguments: dict[str, Any] = {"text": "hello", "cursor": cursor, **other}

    with pytest.raises(ValidationError, match="cursor"):
        library.search_audio_tracks(**arguments)


def test_a_page_may_have_another_size_and_other_snippets_than_the_one_before(run: Run) -> None:
    first = search(run, "hello", limit=2)
    rest = search(run, "hello", limit=100, cursor=first.next_cursor, snippets="html")

    assert [hit.id for hit in (*first.items, *rest.items)] == [hit.id for hit in search(run, "hello").items]


def test_a_cursor_that_was_changed_is_refused(run: Run) -> None:
    cursor = search(run, "hello", limit=2).next_cursor
    assert cursor is not None
    data = bytearray(urlsafe_b64decode(cursor))
    for place in range(len(data)):
        data[place] ^= 1
        with pytest.raises(ValidationError, match="cursor"):
            library.search_audio_tracks("hello", cursor=urlsafe_b64encode(data).decode())
        data[place] ^= 1


@pytest.mark.parametrize(
    "rank", [2.0, 1.0, 0.95, 0.9, 0.5, 0.1, 0.0, -5.0, 5e-324, float("nan"), float("inf")]
)
def test_a_position_that_was_made_up_is_refused_or_answered(run: Run, rank: float) -> None:
    keys = PageCursor(
        sql["library.search_filtered"],
        ("rank", "first_key", "second_key", "id"),
        ("hello", None, None, None, (), 0.0),
        20,
    )
    made_up = SimpleNamespace(rank=rank, first_key="a'", second_key="\U0010ffff", id=UUID(int=7))
    cursor = keys.encode(cast("Any", made_up))
    if rank in (1.0, 0.9, 0.5, 0.1, 0.0, 5e-324):
        assert len(search(run, "hello", cursor=cursor).items) <= 5
    else:
        with pytest.raises(ValidationError, match="cursor"):
            search(run, "hello", cursor=cursor)
