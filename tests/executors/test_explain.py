"""Plans: of any call, with its values, and without any trace of its having been run."""

from __future__ import annotations

from typing import Any

import pytest

from tests.catalog.samples import NOBODY, bare_recording, new_recording
from tests.executors import probes
from tracktion_db import AsyncDatabase, Call, Database, assistant, catalog
from tracktion_db.catalog.statements import sql as catalog_sql
from tracktion_db.errors import RuleViolated, StatementError, UsageError
from tracktion_db.statements import Shape

RECORDING = new_recording()
CALLS: list[Call[object]] = [
    catalog.get_recording(NOBODY),
    catalog.list_recordings(limit=5),
    catalog.get_recordings([NOBODY, NOBODY]),
    catalog.list_tracklists_containing(title="Strings of Life"),
    catalog.set_metadata(NOBODY, {"bpm": 128, "none": None}),
    catalog.add_recordings([RECORDING]),
    catalog.refresh_recording_statistics(),
    probes.add_recording_without_answer("/a.flac"),
]


async def test_every_kind_of_call_has_a_plan(db: Database, adb: AsyncDatabase) -> None:
    for call in CALLS:
        plan = db.explain(call)
        assert plan, call
        assert "actual" not in plan
        assert await adb.explain(call) == plan


async def test_a_plan_is_that_of_the_values_given(db: Database, adb: AsyncDatabase) -> None:
    call = catalog.get_recording_by_path("/music/it's.flac")
    for plan in (db.explain(call), await adb.explain(call)):
        assert "recordings_file_path_unique" in plan
        assert "'/music/it''s.flac'" in plan
        assert "$1" not in plan


async def test_analyze_runs_the_call_and_undoes_it(db: Database, adb: AsyncDatabase) -> None:
    adding = catalog.add_recording(RECORDING)
    for plan in (db.explain(adding, analyze=True), await adb.explain(adding, analyze=True)):
        assert "actual" in plan
        assert "Insert on recordings" in plan
    assert db.run(probes.count_recordings()).number == 0
    assert db.run(adding).file_path == RECORDING.file_path


async def test_explaining_a_write_changes_nothing(db: Database, adb: AsyncDatabase) -> None:
    recording = db.run(catalog.add_recording(RECORDING))
    removing = catalog.remove_recording(recording.id)
    db.explain(removing)
    db.explain(removing, analyze=True)
    await adb.explain(removing)
    await adb.explain(removing, analyze=True)
    assert db.run(catalog.get_recording(recording.id)) == recording


async def test_an_error_while_it_is_run_is_translated_and_undone(db: Database, adb: AsyncDatabase) -> None:
    failing = probes.get_quotient(0)
    assert "Result" in db.explain(probes.get_quotient(1))
    for _ in range(3):
        with pytest.raises(RuleViolated, match=r"^probe\.get_quotient: .*DivisionByZero"):
            db.explain(failing, analyze=True)
        with pytest.raises(RuleViolated, match=r"^probe\.get_quotient: .*DivisionByZero"):
            await adb.explain(failing, analyze=True)
    assert db.run(probes.get_number(7)) == await adb.run(probes.get_number(7))


async def test_what_is_no_call_has_no_plan(db: Database, adb: AsyncDatabase) -> None:
    given: list[Any] = [assistant.get_value("key", int), catalog.get_recording, None, [CALLS[0]]]
    for nothing in given:
        with pytest.raises(UsageError):
            db.explain(nothing)
        with pytest.raises(UsageError):
            await adb.explain(nothing)


async def test_a_copy_has_no_plan(db: Database, adb: AsyncDatabase) -> None:
    copying = catalog.add_recordings([bare_recording(n) for n in range(40)])
    assert copying.rows is not None
    for _ in range(2):
        with pytest.raises(UsageError, match=r"^catalog\.copy_recordings is a COPY, which has no plan$"):
            db.explain(copying)
        with pytest.raises(UsageError, match=r"^catalog\.copy_recordings is a COPY, which has no plan$"):
            await adb.explain(copying, analyze=True)
    assert db.run(copying) == 40


async def test_every_statement_that_can_be_planned_has_a_plan_for_any_values(
    db: Database, adb: AsyncDatabase
) -> None:
    for statement in catalog_sql.values():
        if statement.is_copy:
            with pytest.raises(UsageError, match="is a COPY, which has no plan"):
                db.explain_generic(statement)
        elif statement.shape is Shape.NOTHING:
            with pytest.raises(StatementError) as caught:  # the server plans no REFRESH
                db.explain_generic(statement)
            assert caught.value.sqlstate == "42601"
        else:
            plan = db.explain_generic(statement)
            assert plan, statement
            assert await adb.explain_generic(statement) == plan
    assert db.run(probes.get_number(7)) == await adb.run(probes.get_number(7))


async def test_a_plan_for_any_values_shows_parameters(db: Database, adb: AsyncDatabase) -> None:
    statement = catalog_sql["catalog.get_recording"]
    assert "Index Cond: (id = $1)" in db.explain_generic(statement)
    assert "Index Cond: (id = $1)" in await adb.explain_generic(statement)
