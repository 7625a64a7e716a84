from __future__ import annotations

import base64
from collections.abc import Callable
from functools import partial
from inspect import signature
from typing import Any
from uuid import UUID

import psycopg
import pytest

from tests.catalog.samples import CORRELATION, NOBODY, bare_recording
from tests.fixtures.executors import Run
from tracktion_db import Call, Page, Record, catalog
from tracktion_db.errors import ValidationError

PageOf = Callable[..., Call[Page[Any]]]


def all_pages(run: Run, page_of: PageOf, limit: int) -> list[Any]:
    """Every row, page by page; checks what each page promises."""
    rows: list[Any] = []
    cursor: str | None = None
    while True:
        page = run(page_of(limit=limit, cursor=cursor))
        rows += page.items
        assert page.has_more == (page.next_cursor is not None)
        if page.next_cursor is None:
            assert len(page.items) <= limit
            return rows
        assert len(page.items) == limit
        cursor = page.next_cursor


def fill(database_url: str, recordings: int) -> UUID:
    """Rows in every table, several of them of one instant, number and score; returns one recording's id."""
    with psycopg.connect(database_url) as connection:
        _ = connection.execute(
            """INSERT INTO recordings (file_path, file_name, status, correlation_id, created_at)
            SELECT '/page/' || n, 'x', 'paged', %s, timestamptz '2026-01-01 UTC' + n / 4 * interval '1 second'
            FROM generate_series(1, %s) AS n""",
            (CORRELATION, recordings),
        )
        _ = connection.execute(
            """INSERT INTO metadata (recording_id, key, value)
            SELECT id, entry.key, entry.value FROM recordings, LATERAL (
                VALUES ('bpm', (100 + length(file_path))::text), ('genre', 'techno')) AS entry (key, value)"""
        )
        _ = connection.execute(
            """INSERT INTO tracklists (recording_id, source, tracks, metadata, created_at)
            SELECT id, 'manual', '[{"title": "The Bells", "artist": "Jeff Mills"}]', '{"venue": "Tresor"}',
                created_at
            FROM recordings"""
        )
        row = connection.execute("SELECT id FROM recordings ORDER BY id LIMIT 1").fetchone()
        assert row is not None
        _ = connection.execute(
            """INSERT INTO rename_proposals
                (recording_id, current_filename, proposed_filename, confidence_score, created_at)
            SELECT %s, 'a', 'b', (length(file_path) %% 3) / 4.0, created_at FROM recordings""",
            row,
        )
    return row[0]


def lists(recording_id: UUID) -> dict[str, PageOf]:
    """Every call that answers pages."""

    def of(function: Callable[..., Call[Page[Any]]], *args: Any, **filters: Any) -> PageOf:
        return partial(function, *args, **filters)

    return {
        "list_recordings": of(catalog.list_recordings),
        "list_recordings_by_status": of(catalog.list_recordings_by_status, "paged"),
        "list_recordings_by_correlation": of(catalog.list_recordings_by_correlation, CORRELATION),
        "list_recordings_by_metadata": of(catalog.list_recordings_by_metadata, "genre", "techno"),
        "list_recordings_by_metadata_number": of(catalog.list_recordings_by_metadata_number, "bpm", 0, 999),
        "list_tracklists": of(catalog.list_tracklists),
        "list_tracklists_containing": of(catalog.list_tracklists_containing, title="The Bells"),
        "list_tracklists_by_metadata": of(catalog.list_tracklists_by_metadata, {"venue": "Tresor"}),
        "list_rename_proposals": of(catalog.list_rename_proposals),
        "list_rename_proposals_by_recording": of(catalog.list_rename_proposals_by_recording, recording_id),
    }


def test_every_list_is_tried_here() -> None:
    paged = {
        name
        for name in catalog.__all__
        if name.startswith("list_") and "limit" in signature(getattr(catalog, name)).parameters
    }

    assert paged == set(lists(NOBODY))


@pytest.mark.parametrize("name", lists(NOBODY))
def test_pages_of_any_size_give_every_row_once_in_one_order(run: Run, database_url: str, name: str) -> None:
    page_of = lists(fill(database_url, 57))[name]

    whole = run(page_of(limit=1000, cursor=None))

    assert len({row.id for row in whole.items}) == 57
    assert not whole.has_more
    for limit in (1, 7, 19, 56, 57, 58):
        assert all_pages(run, page_of, limit) == list(whole.items)


def test_newest_comes_first_and_equal_instants_are_told_apart_by_id(run: Run, database_url: str) -> None:
    _ = fill(database_url, 57)

    rows = all_pages(run, catalog.list_recordings, 5)

    assert len({row.created_at for row in rows}) < 57
    assert rows == sorted(rows, key=lambda row: (row.created_at, row.id), reverse=True)


def test_an_unchanged_row_is_neither_repeated_nor_skipped_while_others_come_and_go(run: Run) -> None:
    stable = {run(catalog.add_recording(bare_recording(number))).id for number in range(60)}
    doomed = {run(catalog.add_recording(bare_recording(100 + number))).id for number in range(30)}
    seen: list[UUID] = []
    removed_under_the_cursor = 0
    cursor: str | None = None
    while True:
        page = run(catalog.list_recordings(limit=7, cursor=cursor))
        seen += [row.id for row in page.items]
        if page.next_cursor is None:
            break
        cursor = page.next_cursor
        _ = run(catalog.add_recording(bare_recording(1000 + len(seen))))
        # The very row that the next page starts after goes too, where it may.
        if page.items[-1].id in doomed:
            removed_under_the_cursor += run(catalog.remove_recording(page.items[-1].id))
            doomed.remove(page.items[-1].id)
        if doomed:
            _ = run(catalog.remove_recording(doomed.pop()))

    assert stable <= set(seen)
    assert len(seen) == len(set(seen))
    assert removed_under_the_cursor


def test_a_page_before_the_last_is_the_last_once_the_rest_is_gone(run: Run) -> None:
    rows = [run(catalog.add_recording(bare_recording(number))) for number in range(3)]
    first = run(catalog.list_recordings(limit=2))
    assert first.has_more

    _ = run(catalog.remove_recording(rows[0].id))

    assert run(catalog.list_recordings(limit=2, cursor=first.next_cursor)) == Page([], None)


@pytest.mark.parametrize("limit", [0, -1, 1001, 10**9, 2**63, True, 1.0, "10", None])
@pytest.mark.parametrize("name", lists(NOBODY))
def test_a_limit_outside_1_to_1000_is_refused(name: str, limit: Any) -> None:
    with pytest.raises(ValidationError) as refused:
        _ = lists(NOBODY)[name](limit=limit, cursor=None)

    assert refused.value.field == "limit"


def a_cursor(run: Run) -> str:
    for number in range(3):
        _ = run(catalog.add_recording(bare_recording(number)))
    cursor = run(catalog.list_recordings(limit=2)).next_cursor
    assert cursor is not None
    return cursor


def test_a_forged_cursor_is_refused(run: Run) -> None:
    cursor = a_cursor(run)
    raw = base64.urlsafe_b64decode(cursor)
    forgeries: list[Any] = [
        "",
        "x",
        cursor[:-4],
        cursor + "AAAA",
        cursor.swapcase(),
        "é",
        "\0",
        5,
        b"x",
        "A" * 100_000,
    ]
    forgeries += [
        base64.urlsafe_b64encode(raw[:index] + bytes([raw[index] ^ 1]) + raw[index + 1 :]).decode()
        for index in range(len(raw))
    ]

    for forged in forgeries:
        with pytest.raises(ValidationError) as refused:
            _ = catalog.list_recordings(cursor=forged)
        assert refused.value.field == "cursor"
    # The control: what it was made of is taken, and with any limit.
    assert len(run(catalog.list_recordings(cursor=cursor, limit=1)).items) == 1


def test_a_cursor_of_another_list_or_of_other_filters_is_refused(run: Run, database_url: str) -> None:
    every = lists(fill(database_url, 5))
    cursors = {name: run(page_of(limit=2, cursor=None)).next_cursor for name, page_of in every.items()}
    for name, page_of in every.items():
        for origin, cursor in cursors.items():
            if origin == name:
                assert run(page_of(limit=2, cursor=cursor)).items
                continue
            with pytest.raises(ValidationError):
                _ = page_of(limit=2, cursor=cursor)

    for other in (
        lambda: catalog.list_recordings_by_status("other", cursor=cursors["list_recordings_by_status"]),
        lambda: catalog.list_recordings_by_metadata_number(
            "bpm", 1, 999, cursor=cursors["list_recordings_by_metadata_number"]
        ),
        lambda: catalog.list_recordings_by_metadata(
            "genre", "house", cursor=cursors["list_recordings_by_metadata"]
        ),
        lambda: catalog.list_tracklists_containing(
            title="The Bells", artist="Jeff Mills", cursor=cursors["list_tracklists_containing"]
        ),
        lambda: catalog.list_rename_proposals("approved", cursor=cursors["list_rename_proposals"]),
        lambda: catalog.list_rename_proposals(
            minimum_confidence=0.1, cursor=cursors["list_rename_proposals"]
        ),
    ):
        with pytest.raises(ValidationError) as refused:
            _ = other()
        assert refused.value.field == "cursor"


def test_pages_hold_records(run: Run) -> None:
    _ = a_cursor(run)

    assert all(isinstance(row, Record) for row in run(catalog.list_recordings()).items)
