from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest

from tests.assistant.samples import NOBODY, new_message
from tests.fixtures.executors import Run
from tracktion_db import assistant
from tracktion_db.assistant import Conversation, NewMessage
from tracktion_db.errors import InvalidReference, ValidationError


@pytest.fixture
def conversation(run: Run, me: UUID) -> Conversation:
    return run(assistant.add_conversation(me))


def contents(messages: Any) -> list[str]:
    return [message.content for message in messages]


def test_a_message_comes_back_as_it_was_given(run: Run, me: UUID, conversation: Conversation) -> None:
    given = new_message(conversation, "", role="assistant", metadata={"model": "x", "tokens": [1, 2]})

    added = run(assistant.add_message(me, given))

    assert added.model_dump(include=set(NewMessage.model_fields)) == given.model_dump()
    assert (added.user_id, added.position) == (me, 1)
    assert run(assistant.get_message(me, added.id)) == added
    assert run(assistant.list_messages(me, conversation.id)).items == [added]


def test_a_message_touches_its_conversation_and_no_other(
    run: Run, me: UUID, conversation: Conversation
) -> None:
    second = run(assistant.add_conversation(me))

    _ = run(assistant.add_message(me, new_message(conversation)))

    touched = run(assistant.get_conversation(me, conversation.id))
    assert touched is not None
    assert touched.updated_at > conversation.updated_at
    assert run(assistant.get_conversation(me, second.id)) == second


@pytest.mark.parametrize("number", [0, 1, 40, 1000])
def test_messages_added_at_once_keep_their_order(
    run: Run, me: UUID, conversation: Conversation, number: int
) -> None:
    second = run(assistant.add_conversation(me))
    given = [
        new_message(
            (conversation, second)[n % 2],
            str(n),
            role=("user", "assistant", "system")[n % 3],
            metadata={"n": n},
        )
        for n in range(number)
    ]

    assert run(assistant.add_messages(me, given)) == number

    for place, of in enumerate((conversation, second)):
        rows = run(assistant.list_messages(me, of.id, limit=1000)).items
        assert contents(rows) == [str(n) for n in range(place, number, 2)]
        assert [row.position for row in rows] == list(range(1, len(rows) + 1))
        assert [row.metadata for row in rows] == [{"n": n} for n in range(place, number, 2)]


def test_messages_come_in_reading_order_page_by_page_and_from_an_offset(
    run: Run, me: UUID, conversation: Conversation
) -> None:
    _ = run(assistant.add_messages(me, [new_message(conversation, str(n)) for n in range(25)]))
    wanted = [str(n) for n in range(25)]
    read: list[str] = []
    cursor: str | None = None
    while True:
        page = run(assistant.list_messages(me, conversation.id, limit=10, cursor=cursor))
        read += contents(page.items)
        cursor = page.next_cursor
        if cursor is None:
            break

    assert read == wanted
    assert contents(run(assistant.list_messages_from(me, conversation.id))) == wanted
    assert contents(run(assistant.list_messages_from(me, conversation.id, 23))) == wanted[23:]
    assert run(assistant.list_messages_from(me, conversation.id, 25)) == []


@pytest.mark.parametrize("number", [1, 3, 7, 1000])
def test_the_last_messages_come_in_reading_order(
    run: Run, me: UUID, conversation: Conversation, number: int
) -> None:
    _ = run(assistant.add_messages(me, [new_message(conversation, str(n)) for n in range(7)]))

    assert contents(run(assistant.list_last_messages(me, conversation.id, number))) == [
        str(n) for n in range(max(0, 7 - number), 7)
    ]


def test_the_last_message_of_none_is_none(run: Run, me: UUID, conversation: Conversation) -> None:
    assert run(assistant.list_last_messages(me, conversation.id)) == []
    for limit in (0, -1, 1001, True, "5", None):
        wrong: Any = limit
        with pytest.raises(ValidationError, match="limit"):
            _ = assistant.list_last_messages(me, conversation.id, wrong)


def test_messages_are_found_by_what_their_metadata_contains_the_newest_first(
    run: Run, me: UUID, other: UUID, conversation: Conversation
) -> None:
    theirs = run(assistant.add_conversation(other))
    _ = run(assistant.add_message(other, new_message(theirs, metadata={"model": "a"})))
    added = [
        run(
            assistant.add_message(
                me, new_message(conversation, metadata={"model": model, "usage": {"in": n, "out": 1}})
            )
        )
        for n, model in enumerate("aba")
    ]

    assert run(assistant.list_messages_by_metadata(me, {"model": "a"})).items == [added[2], added[0]]
    assert run(assistant.list_messages_by_metadata(me, {"usage": {"in": 1}})).items == [added[1]]
    assert run(assistant.list_messages_by_metadata(me, {"model": "a", "usage": {"in": 1}})).items == []
    first = run(assistant.list_messages_by_metadata(me, {"usage": {"out": 1}}, limit=2))
    second = run(
        assistant.list_messages_by_metadata(me, {"usage": {"out": 1}}, limit=2, cursor=first.next_cursor)
    )
    assert [*first.items, *second.items] == added[::-1]


def test_what_is_another_users_is_as_if_it_were_not_there(
    run: Run, me: UUID, other: UUID, conversation: Conversation
) -> None:
    mine = run(assistant.add_message(me, new_message(conversation)))

    assert run(assistant.get_message(other, mine.id)) is None
    assert run(assistant.list_messages(other, conversation.id)).items == []
    assert run(assistant.list_messages_from(other, conversation.id)) == []
    assert run(assistant.list_last_messages(other, conversation.id)) == []
    assert run(assistant.remove_message(other, mine.id)) == 0
    assert run(assistant.get_message(me, mine.id)) == mine


def test_another_users_conversation_is_refused_as_one_that_does_not_exist(
    run: Run, me: UUID, other: UUID, conversation: Conversation
) -> None:
    _ = run(assistant.add_message(me, new_message(conversation)))
    refusals: list[tuple[object, ...]] = []
    for conversation_id in (conversation.id, NOBODY):
        for call in (
            assistant.add_message(other, new_message(conversation_id)),
            assistant.add_messages(other, [new_message(conversation_id)] * 40),
        ):
            with pytest.raises(InvalidReference) as refused:
                run(call)
            error = refused.value
            refusals.append((error.field, error.constraint, error.sqlstate, str(error).partition(":")[2]))

    assert len(set(refusals)) == 1
    assert refusals[0][0] == "conversation_id"
    assert len(run(assistant.list_messages(me, conversation.id)).items) == 1


def test_a_message_is_removed_and_the_others_keep_their_places(
    run: Run, me: UUID, conversation: Conversation
) -> None:
    _ = run(assistant.add_messages(me, [new_message(conversation, str(n)) for n in range(3)]))
    second = run(assistant.list_messages(me, conversation.id)).items[1]

    assert run(assistant.remove_message(me, second.id)) == 1
    assert run(assistant.remove_message(me, second.id)) == 0
    added = run(assistant.add_message(me, new_message(conversation, "3")))
    assert [m.position for m in run(assistant.list_messages(me, conversation.id)).items] == [1, 3, 4]
    assert added.position == 4


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"role": "tool"}, "role"),
        ({"role": None}, "role"),
        ({"content": "x" * 1_000_001}, "content"),
        ({"content": "a\0"}, "content"),
        ({"content": None}, "content"),
        ({"metadata": []}, "metadata"),
        ({"metadata": {"x": float("nan")}}, "metadata.x"),
        ({"conversation_id": str(NOBODY)}, "conversation_id"),
        ({"position": 5}, "position"),
    ],
)
def test_a_message_that_does_not_fit_is_refused_with_its_field(wrong: dict[str, Any], field: str) -> None:
    with pytest.raises(ValidationError) as refused:
        _ = new_message(NOBODY, **wrong)
    assert field.startswith(refused.value.field)


@pytest.mark.parametrize("metadata", [{}, [], None, "a", 5])
def test_metadata_to_look_for_is_a_dict_with_a_key(metadata: Any) -> None:
    for call in (
        assistant.list_messages_by_metadata,
        assistant.list_transcripts_by_metadata,
        assistant.list_chunks_by_metadata,
    ):
        with pytest.raises(ValidationError, match="metadata"):
            _ = call(NOBODY, metadata)
