"""No version of a setting comes again: who names one never changes another one than they read."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from typing import LiteralString, cast
from uuid import UUID

import psycopg
import pytest

from tests.catalog.crowd import at_once
from tests.fixtures.executors import Run
from tracktion_db import AsyncDatabase, Database, assistant
from tracktion_db.errors import Conflict
from tracktion_db.migrations import migrations_folder

MIGRATION = migrations_folder() / "0028.assistant.config_versions.sql"
ROLLBACK = migrations_folder() / "0028.assistant.config_versions.rollback.sql"


def versions(run: Run, key: str = "key") -> list[int]:
    """The versions in the history of a setting, the first one first."""
    return [change.version for change in run(assistant.list_value_changes(key)).items][::-1]


def test_a_setting_that_is_added_anew_goes_on_counting(run: Run) -> None:
    first = run(assistant.set_value("key", 1))
    assert run(assistant.remove_value("key")) == 1
    again = run(assistant.set_value("key", 1))

    assert (first.version, again.version) == (1, 3)
    assert versions(run) == [1, 2, 3]
    with pytest.raises(Conflict) as refused:
        run(assistant.set_value("key", "mine", expected_version=first.version))
    assert (refused.value.field, refused.value.constraint) == ("version", "config_expected_version")
    assert run(assistant.get_config("key")) == again
    assert run(assistant.set_value("key", 2, expected_version=3)).version == 4


def test_none_that_is_there_is_none_that_was_there_before(run: Run) -> None:
    for number in range(3):
        added = run(assistant.set_value("key", number, expected_version=0))
        assert added.version == 2 * number + 1
        with pytest.raises(Conflict):
            run(assistant.set_value("key", number, expected_version=0))
        assert run(assistant.remove_value("key", expected_version=added.version)) == 1
        for version in (added.version, added.version + 2):
            with pytest.raises(Conflict) as refused:
                run(assistant.set_value("key", number, expected_version=version))
            assert (refused.value.field, refused.value.constraint) == ("version", "config_first_version")
    assert versions(run) == [1, 2, 3, 4, 5, 6]


def test_who_names_another_version_removes_nothing(run: Run) -> None:
    first = run(assistant.set_value("key", 1))
    second = run(assistant.set_value("key", 2))

    for version in (0, first.version, 3):
        assert run(assistant.remove_value("key", expected_version=version)) == 0
    assert run(assistant.get_config("key")) == second
    assert run(assistant.remove_value("key", expected_version=second.version)) == 1
    assert run(assistant.get_config("key")) is None


def test_who_adds_waits_for_who_removes_and_counts_on(run: Run, database_url: str) -> None:
    _ = run(assistant.set_value("key", 1))
    with psycopg.connect(database_url) as connection, ThreadPoolExecutor(1) as executor:
        _ = connection.execute("DELETE FROM config")
        waiting = executor.submit(run, assistant.set_value("key", 2))
        with psycopg.connect(database_url, autocommit=True) as watching:
            locked = "SELECT count(*) FROM pg_locks WHERE NOT granted"
            while watching.execute(locked).fetchall() == [(0,)]:
                pass
        connection.commit()
        assert waiting.result(timeout=30).version == 3
    assert versions(run) == [1, 2, 3]


@pytest.mark.parametrize("isolation", [psycopg.IsolationLevel.REPEATABLE_READ, None])
def test_an_old_snapshot_counts_no_version_twice(
    run: Run, database_url: str, isolation: psycopg.IsolationLevel | None
) -> None:
    with psycopg.connect(database_url) as connection:
        connection.isolation_level = isolation
        _ = connection.execute("SELECT FROM config")
        _ = run(assistant.set_value("key", 1))
        _ = run(assistant.remove_value("key"))
        add = "INSERT INTO config (key, value) VALUES ('key', '2') RETURNING version"
        if isolation is None:
            assert connection.execute(add).fetchall() == [(3,)]
        else:
            with pytest.raises(psycopg.errors.UniqueViolation) as refused:
                _ = connection.execute(add)
            assert refused.value.diag.constraint_name == "config_changes_version_unique"


def test_of_many_who_add_and_remove_none_repeats_a_version(db: Database) -> None:
    def work(number: int) -> int:
        if number % 2:
            return db.run(assistant.remove_value("key"))
        return db.run(assistant.set_value("key", number)).version

    for _ in range(8):
        _ = at_once(8, work)

    counted = [change.version for change in db.run(assistant.list_value_changes("key", limit=1000)).items]
    assert counted == list(range(len(counted), 0, -1))
    assert len(counted) > 16


async def test_of_many_on_one_loop_none_repeats_a_version(adb: AsyncDatabase) -> None:
    async def work(number: int) -> int:
        if number % 2:
            return await adb.run(assistant.remove_value("key"))
        return (await adb.run(assistant.set_value("key", number))).version

    _ = await asyncio.gather(*[work(number) for number in range(32)])

    changes = (await adb.run(assistant.list_value_changes("key", limit=1000))).items
    counted = [change.version for change in changes]
    assert counted == list(range(len(counted), 0, -1))
    assert len(counted) > 16


async def test_the_history_of_an_asyncio_service_says_who(adb: AsyncDatabase, me: UUID) -> None:
    _ = await adb.run(assistant.set_value("key", 1))
    _ = await adb.run(assistant.set_value("key", {"a": 2}), user_id=me)
    async with adb.transaction(user_id=me) as tx:
        _ = await tx.run(assistant.remove_value("key"))

    changes = (await adb.run(assistant.list_value_changes("key"))).items

    assert [
        (change.version, change.old_value, change.new_value, change.changed_by) for change in changes
    ] == [(3, {"a": 2}, None, me), (2, 1, {"a": 2}, me), (1, None, 1, None)]
    assert changes[0].changed_at > changes[1].changed_at > changes[2].changed_at


def test_a_history_from_before_is_counted_anew(run: Run, database_url: str) -> None:
    def execute(text: str) -> None:
        with psycopg.connect(database_url) as connection:
            _ = connection.execute(cast("LiteralString", text))

    execute(ROLLBACK.read_text(encoding="utf-8"))
    for key in ("key", "gone", "other"):
        _ = run(assistant.set_value(key, 1))
        _ = run(assistant.set_value(key, 2))
    for key in ("key", "gone"):
        _ = run(assistant.remove_value(key))
    again = run(assistant.set_value("key", 1))
    assert (again.version, versions(run)) == (1, [1, 2, 2, 1])
    other = run(assistant.get_config("other"))
    for number in range(4):
        _ = run(assistant.set_value("cut", number))
    execute("DELETE FROM config_changes WHERE key = 'cut' AND version <= 2")

    execute(MIGRATION.read_text(encoding="utf-8"))

    assert [versions(run, key) for key in ("key", "gone", "other")] == [[1, 2, 3, 4], [1, 2, 3], [1, 2]]
    assert run(assistant.get_config("key")) == again.model_copy(update={"version": 4})
    assert run(assistant.get_config("other")) == other
    assert run(assistant.set_value("key", 2, expected_version=4)).version == 5
    assert run(assistant.set_value("gone", 2)).version == 4
    assert versions(run, "cut") == [3, 4]
    assert run(assistant.set_value("cut", 2, expected_version=4)).version == 5
