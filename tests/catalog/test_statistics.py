from __future__ import annotations

import threading
from datetime import UTC, date, datetime
from typing import Any

import psycopg
import pytest

from tests.catalog.samples import bare_recording
from tests.fixtures.executors import Run
from tracktion_db import catalog
from tracktion_db.catalog import NewRecording, RecordingStatistics
from tracktion_db.errors import ValidationError


def add(run: Run, database_url: str, created_at: str, recordings: list[NewRecording]) -> None:
    """Add recordings as if they had been catalogued at this instant."""
    for recording in recordings:
        added = run(catalog.add_recording(recording))
        with psycopg.connect(database_url) as connection:
            _ = connection.execute(
                "UPDATE recordings SET created_at = %s WHERE id = %s", (created_at, added.id)
            )


def test_statistics_count_by_month_in_utc_and_by_status(run: Run, database_url: str) -> None:
    add(
        run,
        database_url,
        "2026-01-31 23:59:59.999+00",
        [
            bare_recording(1, file_size=10),
            bare_recording(2, file_size=21),
            bare_recording(3, status="hashed"),
        ],
    )
    # Still January where this was typed, February in UTC.
    add(run, database_url, "2026-01-31 20:00-05", [bare_recording(4, file_size=2**63 - 1)])
    add(run, database_url, "2026-02-01 00:00+00", [bare_recording(5, file_size=2**63 - 1)])
    assert run(catalog.list_recording_statistics()) == []

    run(catalog.refresh_recording_statistics())

    january, february = (datetime(2026, month, 1, tzinfo=UTC) for month in (1, 2))
    expected = [
        RecordingStatistics(
            month=january, status="hashed", recordings=1, total_file_size=0, average_file_size=None
        ),
        RecordingStatistics(
            month=january, status="pending", recordings=2, total_file_size=31, average_file_size=15.5
        ),
        RecordingStatistics(
            month=february,
            status="pending",
            recordings=2,
            total_file_size=2**63 - 1,
            average_file_size=float(2**63 - 1),
        ),
    ]
    assert run(catalog.list_recording_statistics()) == expected
    assert run(catalog.list_recording_statistics(date(2026, 2, 28))) == expected[2:]
    assert run(catalog.list_recording_statistics(last_month=date(2026, 1, 1))) == expected[:2]
    assert run(catalog.list_recording_statistics(date(2026, 1, 15), date(2026, 2, 3))) == expected
    assert run(catalog.list_recording_statistics(date(2026, 3, 1), date(2026, 1, 1))) == []


def test_statistics_are_refreshed_while_readers_read(run: Run) -> None:
    _ = run(catalog.add_recordings([bare_recording(number) for number in range(100)]))
    run(catalog.refresh_recording_statistics())
    done = threading.Event()
    seen: list[int] = []

    def read() -> None:
        while not done.is_set():
            (row,) = run(catalog.list_recording_statistics())
            seen.append(row.recordings)

    readers = [threading.Thread(target=read) for _ in range(4)]
    for reader in readers:
        reader.start()
    for step in range(1, 11):
        _ = run(catalog.add_recordings([bare_recording(1000 * step + number) for number in range(100)]))
        run(catalog.refresh_recording_statistics())
    done.set()
    for reader in readers:
        reader.join()

    assert run(catalog.list_recording_statistics())[0].recordings == 1100
    # Every reader always saw one whole refresh, never a half one and never none.
    assert set(seen) <= {100 * step for step in range(1, 12)}
    assert len(set(seen)) > 2


def test_readers_do_not_wait_for_a_refresh_in_progress(run: Run, database_url: str) -> None:
    _ = run(catalog.add_recording(bare_recording()))
    run(catalog.refresh_recording_statistics())
    with psycopg.connect(database_url) as other:
        _ = other.execute("REFRESH MATERIALIZED VIEW CONCURRENTLY recording_statistics")

        assert run(catalog.list_recording_statistics(), timeout=5)[0].recordings == 1


@pytest.mark.parametrize("wrong", [datetime(2026, 1, 1, tzinfo=UTC), "2026-01", 5])
def test_a_month_that_is_no_date_is_refused(wrong: Any) -> None:
    with pytest.raises(ValidationError) as first:
        _ = catalog.list_recording_statistics(wrong)
    with pytest.raises(ValidationError) as last:
        _ = catalog.list_recording_statistics(None, wrong)

    assert (first.value.field, last.value.field) == ("first_month", "last_month")
