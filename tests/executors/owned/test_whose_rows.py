"""Whose rows a call sees and writes: those of its user, by row-level security, and nobody's without one."""

from __future__ import annotations

from uuid import UUID, uuid4

import pytest

from tests.executors.faults.either import Either, EitherDatabase
from tests.executors.owned.calls import (
    Note,
    add_note,
    add_note_of_anyone,
    copy_notes,
    get_door,
    get_note,
    get_quotient,
    get_told,
    list_all_notes,
    list_doors,
    list_locked_away,
    list_notes,
    open_door,
    set_body,
)
from tracktion_db import AsyncDatabase, Call, Database
from tracktion_db.errors import NotFound, RuleViolated, StatementError, UsageError, ValidationError
from tracktion_db.steps import Steps, Work


@pytest.fixture
def me(db: EitherDatabase) -> UUID:
    """Somebody with one note."""
    me = uuid4()
    db.run(add_note(me, me))
    return me


@pytest.fixture
def other(db: EitherDatabase) -> UUID:
    """Somebody else with one note."""
    other = uuid4()
    db.run(add_note(other, other))
    return other


def test_without_a_user_nothing_is_shown_and_nothing_accepted(db: EitherDatabase, me: UUID) -> None:
    assert db.run(list_all_notes()) == []
    with pytest.raises(RuleViolated, match=r"^owned\.add_note_of_anyone: row-level security") as refused:
        db.run(add_note_of_anyone(me, uuid4(), "a secret"))
    assert refused.value.sqlstate == "42501"
    assert "secret" not in str(refused.value)
    assert str(me) not in str(refused.value)
    with db.transaction() as tx:
        assert tx.run(list_all_notes()) == []
    with db.stream(list_all_notes()) as rows:
        assert list(rows) == []
    assert db.run_all(list_all_notes(), list_all_notes()) == ([], [])


def test_a_header_tells_whose_rows_they_are(db: EitherDatabase, me: UUID, other: UUID) -> None:
    assert db.run(get_note(me, me)).body == "la"
    assert [note.user_id for note in db.run(list_notes(me))] == [me]
    with pytest.raises(NotFound):
        db.run(get_note(me, other))
    with pytest.raises(NotFound):
        db.run(set_body(me, other, "mine"))
    assert db.run(set_body(me, me, "mine")).body == "mine"
    assert db.run(get_note(other, other)).body == "la"


def twice() -> Steps[list[Note]]:
    def work() -> Work[list[Note]]:
        yield list_all_notes()
        return (yield list_all_notes())

    return Steps("owned.twice", work)


def sees_only(runner: Either, me: UUID, *, user_id: UUID | None) -> None:
    """Calls that say nothing of a user show this user's one note."""
    assert [note.id for note in runner.run(list_all_notes(), user_id=user_id)] == [me]
    for notes in runner.run_all(list_all_notes(), list_all_notes(), user_id=user_id):
        assert [note.id for note in notes] == [me]
    assert [note.id for note in runner.run_all(list_all_notes(), user_id=user_id)[0]] == [me]
    with runner.stream(list_all_notes(), user_id=user_id) as rows:
        assert [note.id for note in rows] == [me]
    assert [note.id for note in runner.run(twice(), user_id=user_id)] == [me]
    assert runner.run(get_told(), user_id=user_id).user_id == str(me)


def test_a_user_that_is_given_holds_for_calls_of_any_kind(db: EitherDatabase, me: UUID, other: UUID) -> None:
    sees_only(db, me, user_id=me)
    sees_only(db, other, user_id=other)
    assert db.run(get_told()).user_id == ""
    assert db.run(add_note_of_anyone(me, uuid4()), user_id=me) == 1
    with pytest.raises(RuleViolated):
        db.run(add_note_of_anyone(me, uuid4()), user_id=other)
    assert len(db.run(list_notes(me))) == 2


def test_a_transactions_user_holds_until_its_end_and_in_what_is_nested(
    db: EitherDatabase, me: UUID, other: UUID
) -> None:
    with db.transaction(user_id=me) as tx:
        sees_only(tx, me, user_id=None)
        sees_only(tx, me, user_id=me)
        with tx.transaction() as inner:
            sees_only(inner, me, user_id=None)
            assert inner.run(get_note(me, me)).user_id == me
            with pytest.raises(ValidationError, match="user_id"):
                inner.run(get_note(other, other))
        with pytest.raises(RuleViolated), tx.transaction() as inner:
            inner.run(add_note_of_anyone(other, uuid4()))
        assert [note.id for note in tx.run(list_all_notes())] == [me]
        assert tx.run_all(add_note(me, uuid4()), get_note(me, me))[0] == 1
    assert db.transact(lambda tx: len(tx.run(list_all_notes())), user_id=me) == 2
    assert db.run(list_all_notes()) == []


def test_two_users_are_never_together(db: EitherDatabase, me: UUID, other: UUID) -> None:
    for refused in (
        lambda: db.run(get_note(me, me), user_id=other),
        lambda: db.run_all(get_note(me, me), get_note(other, other)),
        lambda: db.run_all(get_note(me, me), list_all_notes(), user_id=other),
        lambda: db.run_all(get_note(me, me), user_id=other),
    ):
        with pytest.raises(ValidationError) as caught:
            refused()
        assert caught.value.field == "user_id"
        assert str(me) not in str(caught.value)
    with pytest.raises(ValidationError), db.stream(list_notes(me), user_id=other):
        pass
    with db.transaction(user_id=me) as tx:
        for refused in (
            lambda: tx.run(get_note(other, other)),
            lambda: tx.run(list_all_notes(), user_id=other),
            lambda: tx.run_all(get_note(me, me), get_note(other, other)),
            lambda: tx.run_all(list_all_notes(), user_id=other),
        ):
            with pytest.raises(ValidationError) as caught:
                refused()
            assert caught.value.field == "user_id"
        with pytest.raises(ValidationError), tx.stream(list_notes(other)):
            pass
        assert len(tx.run(list_all_notes())) == 1  # nothing was sent, nothing has failed


def test_a_transaction_of_nobody_says_what_to_write(db: EitherDatabase, me: UUID) -> None:
    with db.transaction() as tx:
        for refused in (
            lambda: tx.run(get_note(me, me)),
            lambda: tx.run_all(list_all_notes(), get_note(me, me)),
            lambda: tx.run(list_all_notes(), user_id=me),
        ):
            with pytest.raises(UsageError, match=r"write transaction\(user_id=\.\.\.\)"):
                refused()
        with pytest.raises(UsageError, match="user_id="), tx.stream(list_notes(me)):
            pass
        assert tx.run(list_all_notes()) == []


@pytest.mark.parametrize("wrong", ["", "me", 7, str(UUID(int=7)), UUID(int=7).bytes], ids=repr)
def test_what_is_no_uuid_is_refused(db: EitherDatabase, wrong: UUID) -> None:
    for refused in (
        lambda: db.run(list_all_notes(), user_id=wrong),
        lambda: db.run_all(list_all_notes(), list_all_notes(), user_id=wrong),
        lambda: db.transact(lambda tx: None, user_id=wrong),
    ):
        with pytest.raises(ValidationError, match=r"^user_id: must be a uuid"):
            refused()
    with pytest.raises(ValidationError, match="user_id"), db.transaction(user_id=wrong):
        pass
    with pytest.raises(ValidationError, match="user_id"), db.stream(list_all_notes(), user_id=wrong):
        pass


def test_a_copy_is_refused_where_it_could_not_work(db: EitherDatabase, me: UUID) -> None:
    copying = copy_notes([(uuid4(), me, "la")])
    with pytest.raises(UsageError, match=r"^owned\.copy_notes is a COPY, which PostgreSQL refuses"):
        db.run(copying, user_id=me)
    with pytest.raises(StatementError) as caught, db.transaction(user_id=me) as tx:
        tx.run(copying)
    assert caught.value.sqlstate == "0A000"


def test_a_right_that_the_role_does_not_have_is_an_error_of_its_own(db: EitherDatabase) -> None:
    told = (
        r"^owned\.list_locked_away: .*InsufficientPrivilege: permission denied for .*; the role lacks a right"
    )
    with pytest.raises(StatementError, match=told) as caught:
        db.run(list_locked_away())
    assert caught.value.sqlstate == "42501"


def test_a_key_shows_the_row_that_it_opens_to_one_call(db: EitherDatabase, me: UUID) -> None:
    def by_key(runner: Either) -> None:
        found = runner.run(get_door("front"))
        assert [door.code for door in runner.run(list_doors("front"))] == ["front"]
        assert runner.run(open_door("front")).opened == found.opened + 1
        assert runner.run(list_doors("nowhere")) == []
        with pytest.raises(NotFound):
            runner.run(get_door("nowhere"))
        assert runner.run(get_told()).key == ""
        front, told, back, told_again = runner.run_all(
            list_doors("front"), get_told(), list_doors("back"), get_told()
        )
        assert [door.code for door in (*front, *back)] == ["front", "back"]
        assert told.key == told_again.key == ""
        front_door = get_door("front")
        assert runner.run_all(front_door, get_told(), front_door)[1].key == ""
        assert runner.run_all(open_door("back"), get_told())[1].key == ""
        with runner.stream(list_doors("back")) as rows:
            assert [door.code for door in rows] == ["back"]
        assert runner.run(get_told()).key == ""

    by_key(db)
    with db.transaction() as tx:
        by_key(tx)
        with tx.transaction() as inner:
            by_key(inner)
    with db.transaction(user_id=me) as tx:
        by_key(tx)
        assert len(tx.run(list_all_notes())) == 1
    assert db.run(get_door("front"), user_id=me).code == "front"


def test_a_key_is_taken_back_where_its_call_fails(db: EitherDatabase) -> None:
    opened = db.run(get_door("front")).opened
    with pytest.raises(RuleViolated):
        db.run(open_door("front", divisor=0))
    assert db.run(get_told()).key == ""
    with db.transaction() as tx:
        with pytest.raises(NotFound):
            tx.run(get_door("nowhere"))
        assert tx.run(get_told()).key == ""
        with pytest.raises(RuleViolated), tx.transaction() as inner:
            inner.run(open_door("front", divisor=0))
        assert tx.run(get_told()).key == ""
        with pytest.raises(RuleViolated), tx.transaction() as inner:
            inner.run_all(get_told(), open_door("front", divisor=0))
        assert tx.run(get_told()).key == ""
    assert db.run(get_door("front")).opened == opened


def test_a_hostile_key_is_a_value_like_any_other(db: EitherDatabase) -> None:
    for key in ("'; RESET ALL; --", "\\", "front' OR TRUE", "ключ", ""):
        assert db.run(list_doors(key)) == []


async def test_a_plan_is_that_of_the_calls_user(url: str) -> None:
    me, other = uuid4(), uuid4()
    with Database.from_url(url, pool_min_size=1, pool_max_size=1) as db:
        db.run(add_note(me, me))
        db.run(add_note(other, other))
        quoted = set_body(me, me, "changed")
        assert "rows=1 " in last_actual(db.explain(quoted, analyze=True))
        assert "rows=1 " in last_actual(db.explain(get_door("front"), analyze=True))
        assert "app.user_id" in db.explain_generic(quoted.statement)
        assert db.run(get_note(me, me)).body == "la"
        told = db.run(get_told())
        assert (told.user_id, told.key) == ("", "")
    async with AsyncDatabase.from_url(url, pool_min_size=1, pool_max_size=1) as adb:
        assert "rows=1 " in last_actual(await adb.explain(quoted, analyze=True))
        assert "rows=1 " in last_actual(await adb.explain(get_door("front"), analyze=True))
        told = await adb.run(get_told())
        assert (told.user_id, told.key) == ("", "")


def last_actual(plan: str) -> str:
    """Of the scan at the bottom, what was really found."""
    lines = [line for line in plan.splitlines() if "actual" in line]
    return lines[-1][lines[-1].index("actual") :].replace("rows=1.00 ", "rows=1 ")


def test_what_was_refused_before_it_was_sent_used_no_connection(db: EitherDatabase, me: UUID) -> None:
    refused: list[Call[object]] = [get_note(me, me), get_quotient(me)]
    before = db.stats()["requests_num"]
    for call in refused:
        with pytest.raises(ValidationError):
            db.run(call, user_id=uuid4())
    assert db.stats()["requests_num"] == before
