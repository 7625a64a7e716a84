"""Imports that were stopped go on where they were: nothing twice, nothing lost."""

from __future__ import annotations

import asyncio
import fcntl
import gzip
import io
import json
import random
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

import pytest

from tests.fixtures.executors import Run
from tests.transfer.conftest import Transfers
from tests.transfer.samples import csv_file, titles, track_id
from tracktion_db import AsyncDatabase, Database
from tracktion_db.errors import Conflict, NotFound, UsageError
from tracktion_db.transfer import ImportOptions, import_file, import_file_async
from tracktion_db.transfer.imports import advance_import, import_id, start_import

# What is killed: an import in small batches, which tells of each.
PROGRAM = """
import sys
from pathlib import Path
from tracktion_db import AsyncDatabase, Database
from tracktion_db.transfer import ImportOptions, batches, import_file

batches.BATCH_ROWS = 20
url, file, rejects = sys.argv[1:]
options = ImportOptions(on_error="skip", rejects=Path(rejects))
with Database.from_url(url) as db:
    import_file(db, "library", file, options, on_progress=lambda at: print(at.rows_read, flush=True))
"""


def killed_after(transfers: Transfers, file: Path, rejects: Path, batches: int, seconds: float) -> bool:
    """Import, and kill the process so long after so many batches; False where it came to its end."""
    program = [sys.executable, "-c", PROGRAM, transfers.settings.conninfo(), str(file), str(rejects)]
    with subprocess.Popen(program, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        for _ in range(batches):
            process.stdout.readline()
        time.sleep(seconds)
        process.kill()
        process.stdout.read()
    assert process.returncode in (0, -signal.SIGKILL)
    return process.returncode != 0


@pytest.mark.parametrize(("seed", "pack"), [(1, False), (2, False), (3, False), (4, True)])
def test_killed_again_and_again_it_writes_every_good_row_once(
    transfers: Transfers, tmp_path: Path, seed: int, pack: bool
) -> None:
    chance = random.Random(seed)
    bad = sorted(chance.sample(range(1, 1_001), 50))
    file = csv_file(tmp_path / "t.csv", titles(1_000, **{f"r{row}": {"year": 1492} for row in bad}))
    if pack:
        packed = file.with_name("t.csv.gz")
        packed.write_bytes(gzip.compress(file.read_bytes()))
        file = packed
    rejects = tmp_path / "rejects.csv"
    kills = 0
    while killed_after(transfers, file, rejects, chance.randrange(1, 20), chance.uniform(0, 0.03)):
        kills += 1
    assert kills > 1
    written = transfers.column("SELECT title FROM audio_tracks")
    assert sorted(written) == sorted(f"Title {row}" for row in range(1, 1_001) if row not in bad)
    lines = rejects.read_text(encoding="utf-8").splitlines()
    assert [int(line.split(",")[0]) for line in lines[1:]] == bad
    report = transfers.load("library", file)
    assert report.was_finished
    assert (report.rows_read, report.rows_written, report.rows_rejected) == (1_000, 950, 50)


def stopped(transfers: Transfers, file: Path, **options: Any) -> None:
    """Import 15 of 25 rows."""
    csv_file(file, titles(25, r16={"year": 1}))
    with pytest.raises(Exception, match="row 16"):
        transfers.load("library", file, **options)


def test_a_finished_file_is_not_imported_again_unless_asked(both: Transfers, tmp_path: Path) -> None:
    rows = [{"id": track_id(number), "title": f"Title {number}"} for number in range(25)]
    file = csv_file(tmp_path / "t.csv", rows)
    first, again = both.load("library", file), both.load("library", file)
    assert (first.was_finished, again.was_finished, again.rows_written) == (False, True, 25)
    assert again.import_id == first.import_id
    with pytest.raises(Conflict, match="row 1: id: is taken"):
        both.load("library", file, restart=True)
    assert both.load("library", file, restart=True, on_error="skip").rows_rejected == 25
    assert both.column("SELECT count(*) FROM audio_tracks") == [25]


def test_after_a_large_import_search_knows_its_words(both: Transfers, tmp_path: Path) -> None:
    both.load("library", csv_file(tmp_path / "t.csv", [{"title": "Metallica"}] * 1_001))
    assert both.rows("SELECT word, frequency FROM search_words") == [("metallica", 1_001)]


def test_another_file_of_the_same_name_is_another_import(both: Transfers, tmp_path: Path) -> None:
    file = tmp_path / "daily.csv"
    both.load("library", csv_file(file, titles(3)))
    report = both.load("library", csv_file(file, [{"title": "New"}]))
    assert (report.rows_before, report.rows_written) == (0, 1)
    assert both.column("SELECT count(*) FROM audio_tracks") == [4]


def test_rows_that_were_appended_to_a_finished_file_are_imported_alone(
    both: Transfers, tmp_path: Path
) -> None:
    file = tmp_path / "log.csv"
    both.load("library", csv_file(file, titles(3)))
    report = both.load("library", csv_file(file, titles(5)))
    assert (report.rows_before, report.rows_read) == (3, 5)
    assert both.column("SELECT count(*) FROM audio_tracks") == [5]


def test_a_file_that_changed_before_the_place_to_go_on_is_refused(both: Transfers, tmp_path: Path) -> None:
    file = tmp_path / "t.csv"
    stopped(both, file)
    csv_file(file, titles(25, r3={"title": "Another"}))
    with pytest.raises(UsageError, match="has changed before row 16"):
        both.load("library", file)
    assert both.load("library", file, restart=True).rows_written == 25
    assert both.column("SELECT count(*) FROM audio_tracks") == [40]


def test_a_stream_goes_on_by_its_name_where_the_bytes_before_are_the_same(
    both: Transfers, tmp_path: Path
) -> None:
    file = tmp_path / "t.csv"
    stopped(both, file, name="nightly")
    good = csv_file(file, titles(25)).read_bytes()
    with pytest.raises(UsageError, match="nightly has changed before row 16"):
        both.load("library", io.BytesIO(good.replace(b"Title 3", b"Other 3")), format="csv", name="nightly")
    report = both.load("library", io.BytesIO(good), format="csv", name="nightly")
    assert (report.rows_before, report.rows_written) == (15, 25)
    assert both.load("library", io.BytesIO(good), format="csv", name="nightly").rows_before == 25
    assert both.column("SELECT count(*) FROM audio_tracks") == [25]


def test_a_stream_without_a_name_is_a_new_import_each_time(both: Transfers) -> None:
    for _ in range(2):
        assert both.load("library", io.BytesIO(b"title\nA\n"), format="csv").rows_written == 1
    assert both.column("SELECT count(*) FROM audio_tracks") == [2]


def test_rejects_beyond_what_was_committed_are_cut_off(transfers: Transfers, tmp_path: Path) -> None:
    file, rejects = tmp_path / "t.csv", tmp_path / "rejects.jsonl"
    csv_file(file, titles(25, r3={"year": 1}, r16={"title": "x" * 2_000}))
    transfers.load("library", file, on_error="skip", rejects=rejects)
    whole = rejects.read_text(encoding="utf-8")
    transfers.do("UPDATE imports SET finished_at = NULL")
    rejects.write_text(f'{whole}{{"row": 17, "fie', encoding="utf-8")
    transfers.load("library", file, on_error="skip", rejects=rejects)
    assert rejects.read_text(encoding="utf-8") == whole
    assert [json.loads(line)["row"] for line in whole.splitlines()] == [3, 16]


def test_another_rejects_file_than_before_is_refused(transfers: Transfers, tmp_path: Path) -> None:
    file, rejects = tmp_path / "t.csv", tmp_path / "rejects.jsonl"
    csv_file(file, titles(5, r3={"year": 1}))
    transfers.load("library", file, on_error="skip", rejects=rejects)
    csv_file(file, titles(9, r3={"year": 1}))
    rejects.write_bytes(b"")
    with pytest.raises(UsageError, match="has not all that earlier runs"):
        transfers.load("library", file, on_error="skip", rejects=rejects)


def test_a_rejects_file_is_one_imports_own(transfers: Transfers, tmp_path: Path) -> None:
    file, rejects = csv_file(tmp_path / "t.csv", titles(3)), tmp_path / "rejects.jsonl"
    with rejects.open("w+b") as other:
        other.write(b"theirs")
        other.flush()
        fcntl.flock(other, fcntl.LOCK_EX)
        with pytest.raises(UsageError, match="is written by another import"):
            transfers.load("library", file, rejects=rejects)
    assert rejects.read_bytes() == b"theirs"


@pytest.mark.usefixtures("small_batches")
async def test_a_task_that_is_cancelled_keeps_whole_batches_and_goes_on(
    transfers: Transfers, adb: AsyncDatabase, tmp_path: Path
) -> None:
    file = csv_file(tmp_path / "t.csv", titles(300))
    has_begun = asyncio.Event()
    task = asyncio.create_task(import_file_async(adb, "library", file, on_progress=lambda _: has_begun.set()))
    await has_begun.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    (there,) = transfers.column("SELECT count(*) FROM audio_tracks")
    assert 10 <= there < 300 and there % 10 == 0
    assert transfers.column("SELECT rows_written FROM imports") == [there]
    report = await import_file_async(adb, "library", file)
    assert (report.rows_before, report.rows_written) == (there, 300)
    assert transfers.column("SELECT count(DISTINCT title) FROM audio_tracks") == [300]


@pytest.mark.usefixtures("small_batches")
def test_of_two_processes_that_import_one_file_one_ends(transfers: Transfers, tmp_path: Path) -> None:
    file = csv_file(tmp_path / "t.csv", titles(500))
    outcomes: list[object] = []
    both_are_there = threading.Barrier(2)

    def work() -> None:
        def meet(at: object) -> None:
            if not met:
                met.append(at)
                both_are_there.wait(10)

        met: list[object] = []
        with Database(transfers.settings) as db:
            try:
                outcomes.append(import_file(db, "library", file, ImportOptions(), on_progress=meet))
            except (Conflict, threading.BrokenBarrierError) as problem:
                outcomes.append(problem)
                both_are_there.abort()

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
        time.sleep(0.001)
    for thread in threads:
        thread.join()
    assert any(isinstance(outcome, Conflict) for outcome in outcomes)
    with Database(transfers.settings) as db:
        report = import_file(db, "library", file)
    assert report.rows_written == 500
    assert len(set(transfers.column("SELECT title FROM audio_tracks"))) == 500
    assert transfers.column("SELECT count(*) FROM audio_tracks") == [500]


def test_who_saw_no_import_does_not_start_anew_what_another_has_begun(run: Run) -> None:
    # Between the look and the start of one process another may have written rows.
    known = run(start_import(import_id("library", "t.csv"), "library", "t.csv", None))
    gone_on = run(advance_import(known, known.position, written=10, rejected=0, rejects_size=0))
    for seen in (None, known):
        with pytest.raises(NotFound):
            run(start_import(known.id, "library", "t.csv", seen))
    assert run(start_import(known.id, "library", "t.csv", gone_on)).rows_read == 0
