"""The months of the history: made ahead, never missed, filled from the default partition, taken out."""

from __future__ import annotations

import threading
from collections.abc import Generator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta

import psycopg
import pytest
from psycopg.conninfo import make_conninfo

from tests.fixtures.executors import Run
from tests.library.test_status_machine import history, new_track, wait_for_lock
from tracktion_db import Database, Settings, library
from tracktion_db.errors import NotFound, StatementError, TimedOut, ValidationError
from tracktion_db.library import AudioTrack, AudioTrackStatusUpdate, NewAudioTrack
from tracktion_db.migrations import apply_migrations

HISTORY = "audio_track_status_changes"
ADD = f"""
    INSERT INTO {HISTORY} (audio_track_id, from_status, to_status, changed_by, changed_at)
    VALUES (gen_random_uuid(), 'PENDING', 'PROCESSING', 'worker 1', %s)
"""


def first_of_month(months: int = 0) -> datetime:
    """First instant of the month that lies so many after this one, UTC."""
    now = datetime.now(UTC)
    number = now.year * 12 + now.month - 1 + months
    return datetime(number // 12, number % 12 + 1, 1, tzinfo=UTC)


def name_of(month: datetime) -> str:
    return f"{HISTORY}_{month:%Y_%m}"


def add_change(url: str, changed_at: datetime) -> None:
    with psycopg.connect(url) as connection:
        connection.execute(ADD.encode(), (changed_at,))


def places(url: str) -> dict[str, int]:
    """How many changes each partition really holds, of those that hold any."""
    with psycopg.connect(url) as connection:
        return dict(
            connection.execute(
                f"SELECT tableoid::regclass::text, count(*) FROM {HISTORY} GROUP BY 1".encode()
            )
        )


def months(run: Run) -> list[tuple[str, datetime | None, datetime | None]]:
    return [(part.name, part.since, part.until) for part in run(library.list_status_change_partitions())]


def made_months(numbers: range) -> list[tuple[str, datetime | None, datetime | None]]:
    return [
        *((name_of(first_of_month(n)), first_of_month(n), first_of_month(n + 1)) for n in numbers),
        (f"{HISTORY}_default", None, None),
    ]


def drop_months(url: str) -> None:
    with psycopg.connect(url) as connection:
        for number in range(4):
            connection.execute(f"DROP TABLE {name_of(first_of_month(number))}".encode())


def test_a_migrated_database_has_this_month_and_a_quarter_ahead(run: Run) -> None:
    assert months(run) == made_months(range(4))


def test_months_are_made_ahead_once(run: Run) -> None:
    made = run(library.add_status_change_partitions(14))
    assert [part.name for part in made] == [name_of(first_of_month(number)) for number in range(4, 15)]
    assert months(run) == made_months(range(15))
    assert run(library.add_status_change_partitions(14)) == []
    assert run(library.add_status_change_partitions(0)) == []


def test_months_are_those_of_utc_wherever_the_session_is(run: Run, database_url: str) -> None:
    for number, zone in enumerate(("Asia/Tokyo", "America/Los_Angeles", "Asia/Kolkata")):
        with psycopg.connect(database_url) as connection:
            connection.execute(f"SET timezone TO '{zone}'".encode())
            connection.execute("SELECT FROM add_audio_track_status_change_partitions(%s)", (4 + number,))
    assert months(run) == made_months(range(7))


@pytest.mark.parametrize("months_ahead", [-1, 121, True, 1.5, "3", None])
def test_months_ahead_is_a_small_number(months_ahead: object) -> None:
    with pytest.raises(ValidationError, match=r"^months_ahead: must be a whole number from 0 to 120$"):
        library.add_status_change_partitions(months_ahead)  # pyright: ignore[reportArgumentType]


def test_rows_are_estimated_once_they_were_counted(run: Run, database_url: str) -> None:
    assert {part.estimated_rows for part in run(library.list_status_change_partitions())} == {None}
    add_change(database_url, first_of_month())
    with psycopg.connect(database_url, autocommit=True) as connection:
        connection.execute(f"ANALYZE {HISTORY}".encode())
    rows = [part.estimated_rows for part in run(library.list_status_change_partitions())]
    assert rows == [1, 0, 0, 0, 0]


def test_the_edges_of_a_month_belong_to_it(database_url: str) -> None:
    start, end = first_of_month(1), first_of_month(2)
    for instant in (start, start - timedelta(microseconds=1), end, end - timedelta(microseconds=1)):
        add_change(database_url, instant)
    assert places(database_url) == {name_of(first_of_month()): 1, name_of(start): 2, name_of(end): 1}


def test_without_its_month_a_change_is_kept_and_moves_there_when_it_is_made(
    run: Run, database_url: str
) -> None:
    drop_months(database_url)
    past = first_of_month(-5)
    for instant in (past, past + timedelta(days=3), first_of_month(-2), first_of_month(7)):
        add_change(database_url, instant)
    track = new_track(run)
    run(library.mark_as_processing(track.id, "worker 1"))
    before = history(run, track)
    assert places(database_url) == {f"{HISTORY}_default": 5}

    made = run(library.add_status_change_partitions(1))

    wanted = [name_of(first_of_month(number)) for number in (-5, -2, 0, 1, 7)]
    assert [part.name for part in made] == wanted
    assert places(database_url) == {wanted[0]: 2, wanted[1]: 1, wanted[2]: 1, wanted[4]: 1}
    assert history(run, track) == before != []
    run(library.mark_as_completed(track.id, "worker 1"))
    assert places(database_url)[name_of(first_of_month())] == 2


def test_when_making_a_month_fails_nothing_has_moved(run: Run, database_url: str) -> None:
    drop_months(database_url)
    add_change(database_url, first_of_month())
    with psycopg.connect(database_url) as connection:
        # The name of next month's index is taken.
        connection.execute(f"CREATE VIEW {name_of(first_of_month(1))}_track_idx AS SELECT 1 AS one".encode())
    with pytest.raises(StatementError):
        run(library.add_status_change_partitions(2))
    assert places(database_url) == {f"{HISTORY}_default": 1}
    assert months(run) == made_months(range(0))


def take_turns(run: Run, tracks: list[AudioTrack], stop: threading.Event) -> int:
    """Change all tracks' statuses round and round; answers how many changes were made."""
    changed = 0
    while not stop.is_set():
        for status in ("PROCESSING", "FAILED", "PENDING"):
            error = "broken" if status == "FAILED" else None
            updates = [
                AudioTrackStatusUpdate(id=track.id, status=status, error_message=error) for track in tracks
            ]
            outcomes = run(library.update_audio_track_statuses(updates, "worker"))
            assert {outcome.outcome for outcome in outcomes} == {"changed"}
            changed += len(outcomes)
    return changed


def test_months_are_made_and_taken_out_while_others_write_and_no_change_is_lost(
    run: Run, database_url: str
) -> None:
    now = datetime.now(UTC).date()
    stop = threading.Event()
    detached = without_a_month = 0
    with ThreadPoolExecutor(3) as threads:
        working = [
            threads.submit(take_turns, run, [new_track(run) for _ in range(5)], stop) for _ in range(3)
        ]
        try:
            for number in range(10):
                # This month goes, writers meet the default partition, and it comes back with what is there.
                table = run(library.detach_status_change_partition(now)).name
                stop.wait(0.05)
                with psycopg.connect(database_url) as connection:
                    detached += connection.execute(f"SELECT count(*) FROM {table}".encode()).fetchall()[0][0]
                    connection.execute(f"ALTER TABLE {table} RENAME TO detached_{number}".encode())
                    for index in ("pkey", "track_idx"):
                        connection.execute(
                            f"ALTER INDEX {table}_{index} RENAME TO detached_{number}_{index}".encode()
                        )
                without_a_month += places(database_url).get(f"{HISTORY}_default", 0)
                assert [part.name for part in run(library.add_status_change_partitions(3))] == [table]
        finally:
            stop.set()
        changed = sum(work.result() for work in working)
    kept = places(database_url)
    assert set(kept) == {name_of(first_of_month())}
    assert kept[name_of(first_of_month())] + detached == changed
    assert without_a_month > 0


def test_while_no_month_is_missing_nobody_waits(run: Run, database_url: str) -> None:
    with psycopg.connect(database_url) as reader:
        reader.execute(f"SELECT FROM {HISTORY}".encode())
        assert run(library.add_status_change_partitions(3), timeout=5) == []
        with pytest.raises(TimedOut):
            run(library.add_status_change_partitions(4), timeout=0.5)


def test_who_has_read_history_and_then_writes_does_not_deadlock_with_a_new_month(
    run: Run, database_url: str
) -> None:
    track = new_track(run)

    def add_month() -> None:
        # Not through an executor: it would try again after a deadlock.
        with psycopg.connect(database_url) as connection:
            connection.execute("SELECT FROM add_audio_track_status_change_partitions(4)")

    with psycopg.connect(database_url) as other, ThreadPoolExecutor(1) as thread:
        other.execute(f"SELECT FROM {HISTORY}".encode())
        waiting = thread.submit(add_month)
        wait_for_lock(database_url)
        other.execute("UPDATE audio_tracks SET status = 'PROCESSING' WHERE id = %s", (track.id,))
        other.commit()
        waiting.result()
    assert months(run) == made_months(range(5))
    assert len(history(run, track)) == 1


def test_an_old_month_is_taken_out_and_stays_as_a_table(run: Run, database_url: str) -> None:
    old = first_of_month(-3)
    add_change(database_url, old)
    run(library.add_status_change_partitions(3))
    span = library.list_status_changes_by_time(old, first_of_month())
    assert len(run(span).items) == 1

    assert run(library.detach_status_change_partition(date(old.year, old.month, 28))).name == name_of(old)

    with pytest.raises(NotFound):
        run(library.detach_status_change_partition(old.date()))
    assert run(span).items == []
    with psycopg.connect(database_url) as connection:
        assert connection.execute(f"SELECT count(*) FROM {name_of(old)}".encode()).fetchall() == [(1,)]
    # What happens in that month afterwards waits in the default partition until the table has gone.
    add_change(database_url, old)
    assert run(library.add_status_change_partitions(3)) == []
    with psycopg.connect(database_url) as connection:
        connection.execute(f"DROP TABLE {name_of(old)}".encode())
    assert [part.name for part in run(library.add_status_change_partitions(3))] == [name_of(old)]


@pytest.mark.parametrize("day", [date(1, 1, 1), date(9999, 12, 31)])
def test_a_month_without_a_partition_is_not_found(run: Run, day: date) -> None:
    with pytest.raises(NotFound):
        run(library.detach_status_change_partition(day))


@pytest.fixture
def tenant(empty_database_url: str) -> Generator[tuple[Database, str]]:
    """A migrated schema whose name needs quoting, before public, which has all the same names."""
    with psycopg.connect(empty_database_url, autocommit=True) as admin:
        admin.execute('CREATE SCHEMA "Tenant 7"')
    apply_migrations(empty_database_url)
    url = make_conninfo(empty_database_url, options='-c search_path="Tenant\\ 7",public')
    apply_migrations(url)
    with Database(Settings.from_url(url, pool_min_size=1)) as db:
        yield db, empty_database_url


def test_months_of_one_schema_are_made_moved_and_taken_out_there(tenant: tuple[Database, str]) -> None:
    db, public_url = tenant
    track = db.run(library.save_audio_track(NewAudioTrack(title="The Bells")))
    db.run(library.add_status_change_partitions(5))
    first = db.run(library.detach_status_change_partition(first_of_month().date())).name
    db.run(library.mark_as_processing(track.id, "worker 1"))
    with psycopg.connect(public_url) as connection:
        connection.execute(f'DROP TABLE "Tenant 7".{first}'.encode())
    assert [part.name for part in db.run(library.add_status_change_partitions(5))] == [first]
    assert len(db.run(library.list_status_changes(track.id)).items) == 1
    assert len(db.run(library.list_status_change_partitions())) == 7
    assert places(public_url) == {}
    with psycopg.connect(public_url) as connection:
        tree = connection.execute(f"SELECT count(*) FROM pg_partition_tree('public.{HISTORY}')".encode())
        assert tree.fetchall() == [(6,)]
        held = connection.execute(f'SELECT tableoid::regclass::text FROM "Tenant 7".{HISTORY}'.encode())
        assert held.fetchall() == [(f'"Tenant 7".{first}',)]
