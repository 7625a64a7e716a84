"""What pages cost, in rows that the server reads: as it counts them itself, while the executors run.

Each list is run more often than a prepared statement needs to get one plan for all values.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Generator
from functools import cache
from pathlib import Path
from typing import Any, get_args

import psycopg
import pytest
from pytest_postgresql.executors import NoopExecutor

from tests.fixtures.executors import Run, asyncio_run, blocking_run
from tests.fixtures.server import Server
from tests.statements.files import with_header, write_file
from tracktion_db import Call, Database, Record, Settings, Statements, library
from tracktion_db.call import one
from tracktion_db.library import AudioTrackOrder
from tracktion_db.library.statements import sql

TRACKS = 40_000
RARE = 20
OFTEN = 7
ORDERS: tuple[AudioTrackOrder, ...] = get_args(AudioTrackOrder)

# What is frequent is spread at random over every order; what is rare stands at both ends of each.
FILL = """INSERT INTO audio_tracks (title, artist, album, genre, year, status, created_at, updated_at)
    SELECT
        'Title ' || drawn.number %% 9001,
        CASE WHEN drawn.number %% 50 > 0 THEN 'Artist ' || drawn.number %% 3001 END,
        CASE WHEN drawn.number %% 5 > 0 THEN 'Album ' || drawn.number %% 2003 END,
        CASE WHEN serial <= 10 THEN 'Schranz' WHEN drawn.number %% 7 > 0 THEN 'Drum & Bass' END,
        CASE WHEN drawn.number %% 9 > 0 THEN 1950 + drawn.number %% 70 END,
        CASE WHEN serial <= %(rare)s THEN 'FAILED' ELSE 'COMPLETED' END,
        timestamptz '2026-01-01 UTC' + serial / 4 * interval '1 second',
        timestamptz '2026-02-01 UTC' + drawn.number %% 1000 * interval '1 second'
    FROM generate_series(1, %(tracks)s) AS serial
    CROSS JOIN LATERAL (SELECT abs(hashint4(serial)::bigint) AS number) AS drawn"""
RARE_FILTERS: list[dict[str, Any]] = [
    {"status": "FAILED"},
    {"genre": "schranz"},
    {"artist": "artist 7"},
    {"album": "album 7"},
    {"status": "FAILED", "genre": "drum and bass", "year_from": 1960},
]


class Read(Record):
    rows: int


@pytest.fixture(scope="module")
def filled_url(server: Server, postgresql_noproc: NoopExecutor) -> Generator[str]:
    with server.clean_database(postgresql_noproc.template_dbname) as url:
        with psycopg.connect(url, autocommit=True) as connection:
            _ = connection.execute(FILL.encode(), {"tracks": TRACKS, "rare": RARE})
            _ = connection.execute("VACUUM ANALYZE audio_tracks")
        yield url


@pytest.fixture(scope="module", params=[blocking_run, asyncio_run], ids=["blocking", "asyncio"])
def run(request: pytest.FixtureRequest, filled_url: str) -> Generator[Run]:
    with request.param(Settings.from_url(filled_url, pool_min_size=1, pool_max_size=1)) as run:
        yield run


@pytest.fixture(scope="module")
def counting(tmp_path_factory: pytest.TempPathFactory) -> Call[Read]:
    """How many tracks this transaction has read from the table so far."""
    folder: Path = tmp_path_factory.mktemp("counting")
    # What an index scan fetches is counted for the index, all else for the table.
    text = with_header(
        "SELECT sum(pg_stat_get_xact_tuples_fetched(part.id) + pg_stat_get_xact_tuples_returned(part.id)\n"
        "    * (part.id = 'audio_tracks'::regclass)::int)::bigint AS rows\n"
        "FROM (SELECT indexrelid FROM pg_index WHERE indrelid = 'audio_tracks'::regclass\n"
        "    UNION ALL SELECT 'audio_tracks'::regclass) AS part (id);",
        returns="one counting.Read",
        access="read",
    )
    write_file(folder, text, "counting/get_read.sql")
    return one(Statements.load(folder)["counting.get_read"], Read)


@pytest.fixture(scope="module")
def late(filled_url: str) -> Generator[Callable[[AudioTrackOrder], str | None]]:
    """Where the last page of 1,000 starts, in each order: walked to once, for both executors."""
    with Database.from_url(filled_url) as db:

        @cache
        def late(order: AudioTrackOrder) -> str | None:
            cursor: str | None = None
            for _ in range(TRACKS // 1000 - 1):
                cursor = db.run(library.list_audio_tracks(order=order, limit=1000, cursor=cursor)).next_cursor
            return cursor

        yield late


def rows_read(run: Run, counting: Call[Read], call: Call[Any]) -> int:
    before, _, after = run.transact(counting, call, counting)
    return after.rows - before.rows


@pytest.mark.parametrize("order", ORDERS)
def test_a_late_page_reads_no_more_rows_than_the_first(
    run: Run, counting: Call[Read], late: Callable[[AudioTrackOrder], str | None], order: AudioTrackOrder
) -> None:
    for page in (library.list_audio_tracks(order=order, limit=4, cursor=at) for at in (None, late(order))):
        for _ in range(OFTEN):
            # Four rows and one that tells whether there are more.
            assert rows_read(run, counting, page) == 5


@pytest.mark.parametrize("order", ORDERS)
def test_a_rare_filter_reads_the_rows_that_pass_it_and_not_the_table(
    run: Run, counting: Call[Read], order: AudioTrackOrder
) -> None:
    for filters in RARE_FILTERS:
        total = run(library.count_audio_tracks(**filters)).tracks
        assert 1 < total < 100, filters
        cursor = run(library.list_audio_tracks(order=order, limit=total // 2, **filters)).next_cursor
        for at in (None, cursor):
            page = library.list_audio_tracks(order=order, limit=20, cursor=at, **filters)
            for _ in range(OFTEN):
                assert rows_read(run, counting, page) <= 6 * RARE, filters


@pytest.mark.parametrize("order", ORDERS)
def test_one_plan_for_all_values_would_read_the_table(
    filled_url: str, order: AudioTrackOrder, counting: Call[Read]
) -> None:
    # The control of the test above: the same statement, prepared as those without `:plan: custom` are.
    call = library.list_audio_tracks(order=order, limit=20, status="FAILED")
    types = ", ".join(parameter.type.name for parameter in call.statement.parameters)
    with psycopg.connect(filled_url) as connection, psycopg.ClientCursor(connection) as cursor:
        _ = cursor.execute("SET plan_cache_mode = force_generic_plan")
        _ = cursor.execute(f"PREPARE looked_at ({types}) AS ".encode() + call.statement.sql)
        values = ", ".join(["%s"] * len(call.parameters))
        _ = cursor.execute(f"EXPLAIN (ANALYZE) EXECUTE looked_at ({values})".encode(), call.parameters)
        plan = "\n".join(line for (line,) in cursor.fetchall())
    removed = re.search(r"Rows Removed by Filter: (\d+)", plan)
    assert removed is not None, plan
    # By each process, where two shared the work.
    assert int(removed.group(1)) > TRACKS // 4, plan


def test_every_list_and_total_is_planned_for_its_values(filled_url: str) -> None:
    for name in [*(f"list_audio_tracks_by_{order}" for order in ORDERS), "count_audio_tracks"]:
        assert sql[f"library.{name}"].custom_plan
    with Database.from_url(filled_url) as db:
        for order in ORDERS:
            plan = db.explain(library.list_audio_tracks(order=order))
            assert re.search(r"Index Scan (Backward )?using audio_tracks_\w+_idx", plan), plan
            assert "Sort" not in plan, plan


def test_lists_and_totals_have_the_same_filters() -> None:
    def conditions(name: str) -> str:
        text = sql[name].text.partition("WHERE\n")[2]
        return text[: text.index("    AND (:year_from")] if "AND (:year_from" in text else text

    asked = conditions("library.count_audio_tracks")
    assert "search_genre" in asked
    for order in ORDERS:
        if order.startswith("year"):
            # Their years are part of where the page starts.
            assert sql[f"library.list_audio_tracks_by_{order}"].text.count(asked) == 1
        else:
            assert conditions(f"library.list_audio_tracks_by_{order}") == asked
