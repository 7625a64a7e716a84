"""Pages: exact at their edges, and a cursor is taken only by the call that it came from."""

from __future__ import annotations

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable
from itertools import cycle
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.executors import probes
from tests.executors.probes import Number, Word, sql
from tests.fixtures.executors import Run
from tracktion_db import Call, Page
from tracktion_db.call import page
from tracktion_db.errors import UsageError, ValidationError
from tracktion_db.paging import PageCursor

NOT_OURS = "^cursor: must be the next_cursor of a page of this call with the same filters$"


def next_cursor(call: Call[Page[Word]], number: int = 100) -> str:
    """The cursor that this call would answer behind this row, without a server."""
    assert call.cursor is not None
    return call.cursor.encode(Word(number=number, word="la"))


@pytest.mark.parametrize("limit", [1, 2, 999, 1000])
@pytest.mark.parametrize("beyond", [-1, 0, 1])
def test_there_is_more_exactly_when_a_row_follows(read: Run, limit: int, beyond: int) -> None:
    found = read(probes.list_number_pages(limit + beyond, limit=limit))
    assert [row.number for row in found.items] == list(range(1, min(limit, limit + beyond) + 1))
    assert found.has_more is (beyond > 0)
    assert (found.next_cursor is not None) is found.has_more


def test_an_empty_page_is_the_last(read: Run) -> None:
    found = read(probes.list_number_pages(0))
    assert (list(found.items), found.next_cursor, found.has_more) == ([], None, False)


def test_pages_of_any_size_hold_every_row_once(read: Run) -> None:
    numbers: list[int] = []
    cursor = None
    for limit in cycle((1, 7, 20, 3)):
        found = read(probes.list_number_pages(95, limit=limit, cursor=cursor))
        numbers += [row.number for row in found.items]
        cursor = found.next_cursor
        if cursor is None:
            break
    assert numbers == list(range(1, 96))


def test_a_text_of_any_language_is_a_position(read: Run) -> None:
    words = sorted(
        ["a", "Å", "Tiësto", "東京", "'", '"', "\\", "\n", "🎧", "%", "  ", "z" * 3000], key=str.encode
    )
    found: list[str] = []
    cursor = None
    for _ in words:
        answer = read(probes.list_word_pages(words, limit=1, cursor=cursor))
        found += [row.word for row in answer.items]
        cursor = answer.next_cursor
        assert cursor is None or cursor.isascii()
    assert found == words


@pytest.mark.parametrize("limit", [0, -1, 1001, 10**9, 10**30, True, "5", 5.0, None])
def test_a_limit_that_is_no_number_from_1_to_1000_is_refused(limit: Any) -> None:
    with pytest.raises(ValidationError, match=r"^limit: must be a whole number from 1 to 1000$") as caught:
        probes.list_number_pages(9, limit=limit)
    assert caught.value.statement == "probe.list_number_pages"


GOOD = next_cursor(probes.list_number_pages(95))
assert GOOD.endswith("==")  # so its last letter has bits that b64decode does not look at


@pytest.mark.parametrize(
    "cursor",
    [
        "",
        "A",
        "nonsense",
        "日本語",
        "\ud800",
        "\0",
        GOOD[:-1],
        GOOD[:-4],
        GOOD[4:],
        GOOD[::-1],
        GOOD + GOOD,
        GOOD + "=",
        GOOD + "\n",
        " " + GOOD,
        GOOD[:8] + "!" + GOOD[8:],
        GOOD[:15] + chr(ord(GOOD[15]) ^ 1) + GOOD[16:],
        "A" * 10_000_000,
        GOOD.encode(),
        5,
        5.5,
        [],
        {},
    ],
    ids=lambda cursor: ascii(cursor)[:20],
)
def test_a_damaged_or_made_up_cursor_is_refused(cursor: Any) -> None:
    with pytest.raises(ValidationError, match=NOT_OURS) as caught:
        probes.list_number_pages(95, cursor=cursor)
    assert caught.value.field == "cursor"


def base64(raw: bytes) -> str:
    return urlsafe_b64encode(raw).decode()


@given(st.one_of(st.text(max_size=80), st.binary(max_size=60).map(base64)))
def test_no_text_at_all_gets_through_as_a_cursor(cursor: str) -> None:
    with pytest.raises(ValidationError, match=NOT_OURS):
        probes.list_number_pages(95, cursor=cursor)


def test_a_cursor_with_any_character_changed_is_refused() -> None:
    for place, character in enumerate(GOOD):
        for other in "Aaz09-_=":
            if other != character:
                with pytest.raises(ValidationError, match=NOT_OURS):
                    probes.list_number_pages(95, cursor=GOOD[:place] + other + GOOD[place + 1 :])


def test_a_cursor_is_good_for_any_limit_but_for_no_other_filter() -> None:
    assert probes.list_number_pages(95, cursor=GOOD).parameters == ("la", 95, 100, 10)
    assert probes.list_number_pages(95, cursor=GOOD, limit=500).parameters == ("la", 95, 100, 500)
    for foreign in (
        lambda: probes.list_number_pages(96, cursor=GOOD),
        lambda: probes.list_number_pages(95, cursor=GOOD, word="lo"),
        lambda: probes.list_word_pages(["la"], cursor=GOOD),
    ):
        with pytest.raises(ValidationError, match=NOT_OURS):
            foreign()


FORGED: dict[str, object] = {
    "other_type": ["ten"],
    "too_large": [str(2**63)],
    "too_many_digits": ["9" * 5000],
    "too_many": ["10", "11"],
    "too_few": [],
    "no_text": [10.5],
    "null": [None],
    "no_list": 10,
    "object": {"number": "10"},
    "nested": [[["10"]]],
}


@pytest.mark.parametrize("values", FORGED.values(), ids=FORGED.keys())
def test_a_cursor_forged_with_the_right_digest_is_refused_too(values: object) -> None:
    call = probes.list_number_pages(95)
    assert call.cursor is not None
    with pytest.raises(ValidationError, match=NOT_OURS):
        probes.list_number_pages(95, cursor=forged(call.cursor, json.dumps(values).encode()))


@pytest.mark.parametrize("payload", [b"", b"[", b"\xff", b"[" * 12_000, b'["\\ud800"]', b"NaN"])
def test_a_forged_cursor_whose_content_is_no_json_of_ours_is_refused(payload: bytes) -> None:
    call = probes.list_number_pages(95)
    assert call.cursor is not None
    with pytest.raises(ValidationError, match=NOT_OURS):
        probes.list_number_pages(95, cursor=forged(call.cursor, payload))


def test_the_forger_of_these_tests_knows_the_trade() -> None:
    call = probes.list_number_pages(95)
    assert call.cursor is not None
    assert forged(call.cursor, b'["100"]') == GOOD


def forged(cursor: PageCursor, payload: bytes) -> str:
    return base64(cursor._digest(payload) + payload)  # pyright: ignore[reportPrivateUsage]


def test_a_filter_is_checked_before_the_cursor_that_is_bound_to_it() -> None:
    deep: Any = []
    for _ in range(100_000):
        deep = [deep]
    for wrong in (deep, 10**5000, "\ud800"):
        with pytest.raises(ValidationError, match=r"^word: "):
            probes.list_number_pages(95, cursor=GOOD, word=wrong)


def test_a_filter_changed_after_the_call_was_made_changes_nothing(read: Run) -> None:
    words = ["a", "b", "c"]
    first = probes.list_word_pages(words, limit=1)
    words[:] = ["z"]
    cursor = read(first).next_cursor
    assert [row.word for row in read(probes.list_word_pages(["a", "b", "c"], cursor=cursor)).items] == [
        "b",
        "c",
    ]


def test_a_cursor_holds_the_position_and_no_filter() -> None:
    cursor = next_cursor(probes.list_number_pages(95, word="geheim"))
    assert b"geheim" not in urlsafe_b64decode(cursor)


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [
        (lambda: paged({"figure": 0}), "cannot be paged by figure: it is no field of Word"),
        (lambda: paged({}), "no value for after_number"),
        (lambda: paged({"number": 0, "word": ""}), "no parameter after_word"),
    ],
)
def test_a_page_that_is_declared_wrongly_is_refused(wrong: Callable[[], Call[Any]], reason: str) -> None:
    with pytest.raises(UsageError, match=reason):
        wrong()


def paged(before_first: dict[str, object]) -> Call[Page[Word]]:
    statement = sql["probe.list_number_pages"]
    return page(statement, Word, before_first=before_first, limit=1, cursor=None, word="la", up_to=1)


def test_items_of_a_page_are_records(read: Run) -> None:
    assert read(probes.list_number_pages(2)).items == [Word(number=1, word="la"), Word(number=2, word="la")]
    assert read(probes.list_numbers(1)) == [Number(number=1)]
