from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

import psycopg
import pytest

from tests.assistant.samples import NOBODY, new_message
from tests.fixtures.executors import Run
from tracktion_db import assistant
from tracktion_db.errors import InvalidReference, NotFound, ValidationError


def test_a_conversation_comes_back_as_it_was_begun(run: Run, me: UUID) -> None:
    named = run(assistant.add_conversation(me, "Strings of Life"))
    bare = run(assistant.add_conversation(me))

    assert (named.user_id, named.title, bare.title) == (me, "Strings of Life", None)
    assert named.created_at == named.updated_at
    assert run(assistant.get_conversation(me, named.id)) == named
    assert run(assistant.get_conversation(me, NOBODY)) is None


def test_what_is_another_users_is_as_if_it_were_not_there(run: Run, me: UUID, other: UUID) -> None:
    mine = run(assistant.add_conversation(me, "mine"))

    assert run(assistant.get_conversation(other, mine.id)) is None
    assert run(assistant.list_conversations(other)).items == []
    assert run(assistant.list_conversations_from(other)) == []
    assert run(assistant.remove_conversation(other, mine.id)) == 0
    with pytest.raises(NotFound):
        run(assistant.set_conversation_title(other, mine.id, "theirs"))
    assert run(assistant.get_conversation(me, mine.id)) == mine


def test_conversations_come_with_the_last_active_one_first(run: Run, me: UUID) -> None:
    begun = [run(assistant.add_conversation(me, str(number))) for number in range(5)]
    _ = run(assistant.add_message(me, new_message(begun[1])))
    _ = run(assistant.set_conversation_title(me, begun[0].id, "renamed"))
    order = [begun[number].id for number in (0, 1, 4, 3, 2)]

    first = run(assistant.list_conversations(me, limit=2))
    assert first.next_cursor is not None
    second = run(assistant.list_conversations(me, limit=2, cursor=first.next_cursor))
    assert second.next_cursor is not None
    third = run(assistant.list_conversations(me, limit=2, cursor=second.next_cursor))

    assert [row.id for row in (*first.items, *second.items, *third.items)] == order
    assert third.next_cursor is None
    assert [row.id for row in run(assistant.list_conversations_from(me))] == order
    assert [row.id for row in run(assistant.list_conversations_from(me, 3, limit=1))] == order[3:4]
    assert run(assistant.list_conversations_from(me, 10_000)) == []


def test_a_conversation_that_moves_to_the_front_is_on_no_later_page_twice(run: Run, me: UUID) -> None:
    begun = [run(assistant.add_conversation(me, str(number))) for number in range(4)]
    first = run(assistant.list_conversations(me, limit=2))
    _ = run(assistant.add_message(me, new_message(begun[0])))

    by_cursor = run(assistant.list_conversations(me, limit=2, cursor=first.next_cursor)).items
    by_offset = run(assistant.list_conversations_from(me, 2, limit=2))

    assert [row.title for row in by_cursor] == ["1"]
    # The reason why there are cursors: the row that was last on the first page is shown again.
    assert [row.title for row in by_offset] == ["2", "1"]


def test_a_title_is_set_and_taken_away(run: Run, me: UUID) -> None:
    begun = run(assistant.add_conversation(me))

    named = run(assistant.set_conversation_title(me, begun.id, "x" * 500))
    bare = run(assistant.set_conversation_title(me, begun.id, None))

    assert (named.title, bare.title) == ("x" * 500, None)
    assert begun.updated_at < named.updated_at < bare.updated_at


@pytest.mark.parametrize("title", ["", "x" * 501])
def test_a_title_that_does_not_fit_is_refused_before_anything_is_sent(title: str) -> None:
    for make in (
        lambda: assistant.add_conversation(NOBODY, title),
        lambda: assistant.set_conversation_title(NOBODY, NOBODY, title),
    ):
        with pytest.raises(ValidationError) as refused:
            _ = make()
        assert (refused.value.field, refused.value.reason) == ("title", "must have 1 to 500 characters")


def test_who_began_before_and_writes_after_another_moves_no_conversation_back(
    run: Run, database_url: str, me: UUID
) -> None:
    quiet, begun = (run(assistant.add_conversation(me)) for _ in range(2))
    add = "INSERT INTO messages (user_id, conversation_id, role, content) VALUES (%s, %s, 'user', 'late')"
    lates: list[Callable[[psycopg.Connection[Any]], object]] = [
        lambda connection: connection.execute(add, [me, begun.id]),
        lambda connection: connection.execute("UPDATE conversations SET title = title || 'x'"),
    ]
    for number, late in enumerate(lates):
        with psycopg.connect(database_url) as connection:
            _ = connection.execute("SELECT now()")
            _ = run(assistant.set_conversation_title(me, quiet.id, f"before {number}"))
            _ = run(assistant.add_message(me, new_message(begun)))
            before = run(assistant.list_conversations(me)).items
            _ = late(connection)
        after = run(assistant.list_conversations(me)).items

        assert [row.updated_at for row in after] == [row.updated_at for row in before]
        assert [row.id for row in after] == [begun.id, quiet.id]


def test_removing_a_conversation_removes_its_messages(run: Run, me: UUID) -> None:
    begun = run(assistant.add_conversation(me))
    said = run(assistant.add_message(me, new_message(begun)))

    assert run(assistant.remove_conversation(me, begun.id)) == 1
    assert run(assistant.remove_conversation(me, begun.id)) == 0
    assert run(assistant.get_message(me, said.id)) is None


def test_a_conversation_of_nobody_is_an_invalid_reference(run: Run) -> None:
    with pytest.raises(InvalidReference) as refused:
        run(assistant.add_conversation(NOBODY))
    assert refused.value.field == "user_id"


@pytest.mark.parametrize("offset", [-1, 10_001, 2**70, True, 1.0, "1", None])
def test_an_offset_has_bounds(offset: int) -> None:
    with pytest.raises(ValidationError) as refused:
        _ = assistant.list_conversations_from(NOBODY, offset)
    assert refused.value.field == "offset"
    with pytest.raises(ValidationError) as refused:
        _ = assistant.list_messages_from(NOBODY, NOBODY, offset)
    assert refused.value.field == "offset"
