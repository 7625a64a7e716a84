from __future__ import annotations

from datetime import date
from functools import partial
from typing import Any, Literal
from uuid import UUID

import psycopg
import pytest
from pydantic import BaseModel

from tests.assistant.samples import NOBODY
from tests.catalog.crowd import at_once
from tests.fixtures.executors import Run
from tracktion_db import Database, assistant
from tracktion_db.errors import Conflict, InvalidReference, ValidationError


class Limits(BaseModel):
    tokens: int
    since: date | None = None


def test_a_value_comes_back_as_the_type_that_is_asked_for(run: Run) -> None:
    values: list[tuple[Any, Any, Any]] = [
        ({"tokens": 5, "since": "1987-05-17"}, Limits, Limits(tokens=5, since=date(1987, 5, 17))),
        ({"tokens": 5}, dict[str, int], {"tokens": 5}),
        ([1, 2], list[int], [1, 2]),
        ([1, 2], tuple[int, ...], (1, 2)),
        ("a", str, "a"),
        ("a", Literal["a", "b"], "a"),
        (5, int, 5),
        (5, float, 5.0),
        (False, bool, False),
        ("1987-05-17", date, date(1987, 5, 17)),
        (str(NOBODY), UUID, NOBODY),
    ]
    for value, kind, wanted in values:
        _ = run(assistant.set_value("key", value))
        found = run(assistant.get_value("key", kind))
        assert (type(found), found) == (type(wanted), wanted)
    assert run(assistant.get_value("nothing", int)) is None


@pytest.mark.parametrize(
    ("value", "kind", "field"),
    [
        ("5", int, "value"),
        (5, str, "value"),
        (1.5, int, "value"),
        ({"tokens": "5"}, Limits, "value.tokens"),
        ({}, Limits, "value.tokens"),
        ([1, "secret"], list[int], "value.[1]"),
        ({"a": {"b": "secret"}}, dict[str, dict[str, int]], "value.a.b"),
    ],
)
def test_a_stored_value_that_does_not_fit_is_refused_with_its_place(
    run: Run, value: Any, kind: Any, field: str
) -> None:
    _ = run(assistant.set_value("key", value))

    with pytest.raises(ValidationError) as refused:
        run(assistant.get_value("key", kind))

    assert refused.value.field == field
    assert "secret" not in str(refused.value)


def test_a_setting_is_read_as_a_type_with_its_version(run: Run) -> None:
    _ = run(assistant.set_value("key", {"tokens": 5, "since": "1987-05-17"}))
    setting = run(assistant.get_config("key"))
    assert setting is not None

    assert (setting.value_as(Limits), setting.version) == (Limits(tokens=5, since=date(1987, 5, 17)), 1)
    with pytest.raises(ValidationError) as refused:
        _ = setting.value_as(dict[str, int])
    assert refused.value.field == "value.since"
    with pytest.raises(ValidationError) as refused:
        _ = setting.value_as(psycopg.Connection)
    assert refused.value.field == "kind"


@pytest.mark.parametrize("kind", [None, 5, "int", "Nothing", object(), len, [int], ..., psycopg.Connection])
def test_what_is_no_type_that_pydantic_reads_is_refused_before_anything_is_sent(kind: Any) -> None:
    with pytest.raises(ValidationError) as refused:
        _ = assistant.get_value("key", kind)
    assert refused.value.field == "kind"


def test_a_setting_counts_its_changes_and_keeps_its_description(run: Run) -> None:
    added = run(assistant.set_value("key", {"a": 1}, "what it is for"))
    changed = run(assistant.set_value("key", [1]))
    described = run(assistant.set_value("key", [1], "something else"))

    assert (added.value, added.version, added.description) == ({"a": 1}, 1, "what it is for")
    assert (changed.value, changed.version, changed.description) == ([1], 2, "what it is for")
    assert (described.version, described.description) == (3, "something else")
    assert added.updated_at < changed.updated_at < described.updated_at
    assert run(assistant.get_config("key")) == described
    assert run(assistant.get_config("Key")) is None


def test_settings_are_listed_by_key(run: Run) -> None:
    added = {key: run(assistant.set_value(key, key)) for key in ("b", "B", "a.b", "a", "é")}
    wanted = [added[key] for key in ("B", "a", "a.b", "b", "é")]

    first = run(assistant.list_config(limit=2))
    rest = run(assistant.list_config(limit=10, cursor=first.next_cursor))

    assert [*first.items, *rest.items] == wanted


def test_who_names_another_version_than_there_is_gets_a_conflict(run: Run) -> None:
    with pytest.raises(Conflict) as refused:
        run(assistant.set_value("key", 1, expected_version=1))
    assert (refused.value.field, refused.value.constraint) == ("version", "config_first_version")
    assert run(assistant.get_config("key")) is None

    first = run(assistant.set_value("key", 1, expected_version=0))
    second = run(assistant.set_value("key", 2, expected_version=1))
    for version in (0, 1, 3, 2**31 - 2):
        with pytest.raises(Conflict) as refused:
            run(assistant.set_value("key", 3, expected_version=version))
        assert (refused.value.field, refused.value.constraint) == ("version", "config_expected_version")

    assert (first.version, second.version) == (1, 2)
    assert run(assistant.get_config("key")) == second


@pytest.mark.parametrize("version", [-1, 2**31 - 1, True, "1", 1.0])
def test_a_version_that_no_setting_has_is_refused(version: Any) -> None:
    for make in (partial(assistant.set_value, "key", 1), partial(assistant.remove_value, "key")):
        with pytest.raises(ValidationError) as refused:
            _ = make(expected_version=version)
        assert refused.value.field == "expected_version"


@pytest.mark.parametrize("start", [0, 1])
def test_of_many_who_change_the_same_version_one_wins(db: Database, start: int) -> None:
    for number in range(start):
        _ = db.run(assistant.set_value("key", -1 - number))

    def change(number: int) -> str:
        try:
            return str(db.run(assistant.set_value("key", number, expected_version=start)).version)
        except Conflict as refused:
            return str(refused.field)

    answers = at_once(8, change)

    assert sorted(answers) == [str(start + 1)] + ["version"] * 7
    assert len(db.run(assistant.list_value_changes("key")).items) == start + 1


def test_many_who_name_no_version_are_all_counted(db: Database) -> None:
    versions = at_once(16, lambda number: db.run(assistant.set_value("key", number)).version)

    assert sorted(versions) == list(range(1, 17))
    changes = db.run(assistant.list_value_changes("key")).items
    assert [change.version for change in changes] == list(range(16, 0, -1))
    assert [change.new_value for change in changes[1:]] == [change.old_value for change in changes[:-1]]


def test_the_history_says_who_when_and_from_what_to_what(db: Database, me: UUID) -> None:
    _ = db.run(assistant.set_value("key", 1))
    _ = db.run(assistant.set_value("key", {"a": 2}), user_id=me)
    with db.transaction(user_id=me) as tx:
        _ = tx.run(assistant.remove_value("key"))
    _ = db.run(assistant.set_value("other", 1))

    changes = db.run(assistant.list_value_changes("key")).items

    assert [
        (change.version, change.old_value, change.new_value, change.changed_by) for change in changes
    ] == [(3, {"a": 2}, None, me), (2, 1, {"a": 2}, me), (1, None, 1, None)]
    assert changes[0].changed_at > changes[1].changed_at > changes[2].changed_at
    assert db.run(assistant.remove_value("key")) == 0
    first = db.run(assistant.list_value_changes("key", limit=2))
    rest = db.run(assistant.list_value_changes("key", limit=2, cursor=first.next_cursor))
    assert [*first.items, *rest.items] == changes


def test_the_history_stays_when_a_user_is_removed(db: Database, database_url: str, me: UUID) -> None:
    _ = db.run(assistant.set_value("key", 1), user_id=me)
    with psycopg.connect(database_url) as connection:
        _ = connection.execute("DELETE FROM users WHERE id = %s", [me])

    (change,) = db.run(assistant.list_value_changes("key")).items

    assert (change.new_value, change.changed_by) == (1, None)


def test_a_change_by_a_user_who_does_not_exist_is_an_invalid_reference(db: Database) -> None:
    with pytest.raises(InvalidReference) as refused:
        _ = db.run(assistant.set_value("key", 1), user_id=NOBODY)
    assert refused.value.field == "changed_by"


def test_what_is_written_by_hand_is_counted_and_recorded(db: Database, database_url: str, me: UUID) -> None:
    with psycopg.connect(database_url, autocommit=True) as connection:
        _ = connection.execute("INSERT INTO config (key, value) VALUES ('key', '1')")
        _ = connection.execute("UPDATE config SET value = '1'")
        _ = connection.execute("SELECT set_config('app.user_id', %s, false)", [str(me)])
        _ = connection.execute("UPDATE config SET value = '2'")
        with pytest.raises(psycopg.errors.UniqueViolation):
            _ = connection.execute("UPDATE config SET value = '3', version = 5")
        _ = connection.execute("DELETE FROM config")

    changes = db.run(assistant.list_value_changes("key")).items
    assert [(change.version, change.old_value, change.new_value) for change in changes] == [
        (3, 2, None),
        (2, 1, 2),
        (1, None, 1),
    ]
    assert [change.changed_by for change in changes] == [me, me, None]


@pytest.mark.parametrize(
    ("arguments", "field"),
    [
        ({"key": ""}, "key"),
        ({"key": "x" * 101}, "key"),
        ({"description": ""}, "description"),
        ({"description": "x" * 1001}, "description"),
        ({"value": None}, "value"),
        ({"value": float("nan")}, "value"),
        ({"value": object()}, "value"),
        ({"key": "a\0"}, "key"),
    ],
)
def test_a_setting_that_does_not_fit_is_refused_with_its_field(arguments: dict[str, Any], field: str) -> None:
    given: dict[str, Any] = {"key": "key", "value": 1, "description": "x"}
    with pytest.raises(ValidationError) as refused:
        _ = assistant.set_value(**given | arguments)
    assert refused.value.field == field


def test_the_longest_key_and_description_are_taken(run: Run) -> None:
    added = run(assistant.set_value("é" * 100, 1, "é" * 1000))
    assert run(assistant.get_config("é" * 100)) == added
