"""``import`` and ``export`` as their users run them."""

from __future__ import annotations

import json
import os
import pty
import re
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from tests.cli.support import command
from tracktion_db.cli import app

TRACKS = "title,year\nA,1990\nB,1492\nC,1991\n"
PROGRAM = "from tracktion_db.cli import app; app()"


@pytest.fixture
def tracks(migrated: Path) -> Path:
    """Three rows, of which the second is bad."""
    file = migrated / "tracks.csv"
    file.write_text(TRACKS, encoding="utf-8")
    return file


def test_an_import_stops_at_the_first_bad_row_and_skips_it_when_told(tracks: Path) -> None:
    stopped = command("import", "tracks.csv", "--into", "library")
    assert stopped.exit_code == 1
    assert stopped.stdout == ""
    assert "error: row 2: year: Input should be greater than or equal to 1800" in stopped.stderr
    assert "the rows before it are written" in stopped.stderr
    skipped = command("import", "tracks.csv", "--into", "library", "--on-error", "skip")
    assert skipped.exit_code == 3
    assert skipped.stdout.startswith("2 rows written, 1 left out (")
    assert "went on behind row 1" in skipped.stdout
    assert skipped.stderr == "left out: row 2: year: Input should be greater than or equal to 1800\n"
    again = command("import", "tracks.csv", "--into", "library")
    assert "is imported already" in again.stdout and again.exit_code == 3


def test_rejects_go_to_their_file_and_the_summary_may_be_json(tracks: Path) -> None:
    arguments = ("import", "tracks.csv", "--into=library", "--on-error=skip", "--rejects=bad.csv", "--json")
    done = command(*arguments)
    assert done.exit_code == 3
    summary = json.loads(done.stdout)
    assert (summary["rows_read"], summary["rows_written"], summary["rows_rejected"]) == (3, 2, 1)
    assert done.stderr == ""
    assert Path("bad.csv").read_text(encoding="utf-8").splitlines()[1].startswith("2,year,")


def test_a_dry_run_says_what_would_be(tracks: Path) -> None:
    tried = command("import", "tracks.csv", "--into", "library", "--dry-run", "--on-error", "skip")
    assert tried.stdout == "2 rows could be written, 1 not; nothing was\n"
    assert tried.exit_code == 3
    assert command("export", "--from", "library").stdout.count("\n") == 1


def test_columns_are_mapped_or_ignored(migrated: Path) -> None:
    (migrated / "t.csv").write_text("a=b,mood\nSong,late\n", encoding="utf-8")
    refused = command("import", "t.csv", "--into", "library", "--map", "a=b=title")
    assert refused.exit_code == 1 and "unknown columns mood" in refused.stderr
    done = command("import", "t.csv", "--into", "library", "--map", "a=b=title", "--ignore-unknown")
    assert done.exit_code == 0
    wrong = command("import", "t.csv", "--into", "library", "--map", "title")
    assert wrong.exit_code == 2 and "HEADER=FIELD" in wrong.stderr


def test_pipes_carry_an_export_into_an_import(tracks: Path) -> None:
    command("import", "tracks.csv", "--into", "library", "--on-error", "skip")
    exported = command("export", "--from", "library", "--format", "jsonl")
    assert exported.stderr.startswith("2 rows in ")
    # Rows of one import share their time: their ids, which are random here, order them.
    assert sorted(json.loads(line)["title"] for line in exported.stdout.splitlines()) == ["A", "C"]
    lines = "".join(
        re.sub(r'"id":"[^"]+"', '"id":null', line) + "\n" for line in exported.stdout.splitlines()
    )
    arguments = ["import", "-", "--into", "library", "--format", "jsonl"]
    assert CliRunner().invoke(app, arguments, input=lines).stdout.startswith("2 rows written")
    assert command("export", "all.csv.gz", "--from", "library").stdout.startswith("4 rows in ")


def test_files_that_are_not_there_are_one_sentence(migrated: Path) -> None:
    for arguments in (("import", "no.csv", "--into", "library"), ("export", "no/t.csv", "--from", "library")):
        failed = command(*arguments)
        assert failed.exit_code == 1
        assert failed.stderr.endswith("No such file or directory\n") and failed.stderr.count("\n") == 1


def test_a_reader_that_goes_away_is_no_traceback(tracks: Path) -> None:
    rows = "".join(f"{'x' * 900},1990\n" for _ in range(2_000))
    tracks.write_text(f"title,year\n{rows}", encoding="utf-8")
    command("import", "tracks.csv", "--into", "library")
    program = [sys.executable, "-c", PROGRAM, "export", "--from", "library"]
    with subprocess.Popen(program, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None and process.stderr is not None
        process.stdout.readline()
        process.stdout.close()
        assert process.stderr.read() == b""


def test_a_terminal_shows_rows_rate_and_time_left_and_a_pipe_nothing(tracks: Path) -> None:
    tracks.write_text("title\n" + "A\n" * 25_000, encoding="utf-8")
    program = [sys.executable, "-c", PROGRAM, "import", str(tracks), "--into", "library", "--restart"]
    screen, terminal = pty.openpty()
    environment = {**os.environ, "TERM": "xterm", "COLUMNS": "120"}
    with subprocess.Popen(program, stdout=subprocess.PIPE, stderr=terminal, env=environment) as process:
        os.close(terminal)
        shown = b""
        try:
            while part := os.read(screen, 65_536):
                shown += part
        except OSError:  # the terminal's way of saying that it ended
            pass
        finally:
            os.close(screen)
        assert process.stdout is not None and process.stdout.read().startswith(b"25,000 rows written")
    text = re.sub(rb"\x1b\[[0-9;?]*[a-zA-Z]", b"", shown).decode()
    assert re.search(r"into library .* [12]0,000 rows, [\d,]+/s, left \d:\d\d:\d\d", text), text[-500:]
    piped = subprocess.run(program, capture_output=True, check=True)
    assert piped.stderr == b""


def test_help_says_what_happens_and_what_exit_codes_mean(here: Path) -> None:
    shown = " ".join(command("import", "--help").stdout.split())
    assert "goes on where it was" in shown
    assert "3 when rows were left out" in shown
    assert "--into" in shown and "<library|catalog>" in shown
    assert "[FILE]" in command("export", "--help").stdout
