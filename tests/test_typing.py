"""pyright strict sees the exact answer of every call, and reports a call that is made and never run."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from importlib import metadata
from pathlib import Path

import pytest

# Each line with a comment must be reported by these rules, and no other line.
MISTAKES = """
from typing import assert_type
from uuid import UUID

from tracktion_db import AsyncDatabase, Database, catalog
from tracktion_db.catalog import Recording

ID = UUID(int=1)


def forget(db: Database) -> None:
    catalog.remove_recording(ID)  # reportUnusedCallResult
    catalog.refresh_recording_statistics()  # reportUnusedCallResult
    db.run(catalog.remove_recording(ID))  # reportUnusedCallResult
    _ = db.run(catalog.remove_recording(ID))
    db.run(catalog.refresh_recording_statistics())


async def forget_to_wait(db: AsyncDatabase) -> None:
    catalog.remove_recording(ID)  # reportUnusedCallResult
    db.run(catalog.remove_recording(ID))  # reportUnusedCallResult reportUnusedCoroutine
    await db.run(catalog.refresh_recording_statistics())


def mistake(db: Database) -> None:
    recording = db.run(catalog.get_recording(ID))
    _ = assert_type(recording, Recording)  # reportAssertTypeFailure
    _ = assert_type(db.run_all(catalog.get_recording(ID)), tuple[Recording])  # reportAssertTypeFailure
    print(recording.file_path)  # reportOptionalMemberAccess
    _ = db.run(catalog.list_recordings()).cursor  # reportAttributeAccessIssue
    _ = catalog.get_recording("11111111-2222-4333-8444-555555555555")  # reportArgumentType
    _ = catalog.NewRecording(file_path="/music/a.flac")  # reportCallIssue
    with db.stream(catalog.get_recording(ID)):  # reportArgumentType
        pass
    with db.transaction(isolation="serialisable"):  # reportArgumentType
        pass
"""
CONFIGURATION = {
    "typeCheckingMode": "strict",
    "reportUnusedCallResult": "error",
    # What follows from another mistake.
    "reportUnknownMemberType": "none",
    "reportUnknownVariableType": "none",
    "pythonVersion": "3.11",
}


@pytest.fixture(scope="module")
def reported(
    tmp_path_factory: pytest.TempPathFactory, pytestconfig: pytest.Config
) -> dict[str, set[tuple[int, str]]]:
    """File → line (from 1) and rule of what pyright finds there."""
    folder = tmp_path_factory.mktemp("typing")
    shutil.copy(pytestconfig.rootpath / "tests" / "typing_example.py", folder)
    (folder / "mistakes.py").write_text(MISTAKES.lstrip(), encoding="utf-8")
    configuration = {**CONFIGURATION, "extraPaths": [str(pytestconfig.rootpath)], "include": ["."]}
    (folder / "pyrightconfig.json").write_text(json.dumps(configuration), encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "pyright", "--outputjson", "--pythonpath", sys.executable, "-p", folder],
        capture_output=True,
        check=False,
    )
    answer = json.loads(done.stdout)
    assert answer["version"] == metadata.version("pyright")
    assert answer["summary"]["filesAnalyzed"] == 2
    found: dict[str, set[tuple[int, str]]] = {"typing_example.py": set(), "mistakes.py": set()}
    for finding in answer["generalDiagnostics"]:
        line = finding["range"]["start"]["line"] + 1
        found[Path(finding["file"]).name].add((line, finding["rule"]))
    return found


def test_every_answer_has_the_exact_type(reported: dict[str, set[tuple[int, str]]]) -> None:
    # assert_type itself has a result, which nobody uses.
    assert {rule for _, rule in reported["typing_example.py"]} == {"reportUnusedCallResult"}


def test_each_mistake_is_reported_and_nothing_else(reported: dict[str, set[tuple[int, str]]]) -> None:
    expected = {
        (number, rule)
        for number, line in enumerate(MISTAKES.lstrip().splitlines(), 1)
        for rule in line.partition("# ")[2].split()
    }
    assert reported["mistakes.py"] == expected
