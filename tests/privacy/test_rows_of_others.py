"""What is another's is as if it were not there: rows, counts, cursors, errors.

Two things do tell, and have to. Who signs up, or changes their e-mail or user name, learns that it is taken.
And time is left out: how long a call takes depends on what the server's caches and indexes hold of everybody.
"""

from __future__ import annotations

import inspect
import random
import traceback
from collections.abc import Callable
from typing import Any
from uuid import RFC_4122, uuid4

import psycopg
import pytest

from tests.fixtures.executors import Run
from tests.privacy.calls import LISTS, READS, WRITES
from tests.privacy.marks import Seen, is_nothing, mark
from tests.privacy.people import DAY, Person, new_chunks, new_message, new_template, new_transcript
from tracktion_db import Call, accounts, assistant
from tracktion_db.accounts import NewUser, UserChanges
from tracktion_db.errors import Conflict, TracktionDBError, ValidationError

RNG = random.Random(1)

Paged = Callable[..., Call[Any]]


def nobody() -> Person:
    """Somebody whose rows are not there, with keys of the same kinds."""
    user = uuid4()
    person = Person(user, f"{mark(user)}@example.org", mark(user))
    for known in (person.conversations, person.messages, person.transcripts, person.chunks, person.templates):
        known.append(uuid4())
    person.sessions.append(uuid4())
    person.videos.append("-" * 11)
    return person


def answer(run: Run, call: Call[Any]) -> object:
    """What a caller can tell about a call: its answer, or all of its error, the driver's included."""
    try:
        return run(call)
    except TracktionDBError as error:
        told = {name: value for name, value in vars(error).items() if not name.startswith("__")}
        cause = repr(error.__cause__)
        return type(error).__name__, str(error), sorted(told.items(), key=str), cause


def test_reading_a_row_of_another_is_as_if_there_were_none(service: Run, ada: Person, grace: Person) -> None:
    for name, draw in READS.items():
        assert not is_nothing(service(draw(grace, grace, RNG))), name  # so that there is something to see
        theirs = answer(service, draw(ada, grace, RNG))
        assert is_nothing(theirs), name
        assert theirs == answer(service, draw(ada, nobody(), RNG)), name


def test_writing_a_row_of_another_is_as_if_there_were_none(service: Run, ada: Person, grace: Person) -> None:
    """Removing, changing, and referring to it by a foreign key: the same words, names and driver's error."""

    def all_of_grace() -> list[object]:
        return [service(draw(grace, grace, random.Random(5))) for draw in (*LISTS.values(), *READS.values())]

    before = all_of_grace()
    for name, draw in WRITES.items():
        theirs = answer(service, draw(ada, grace, RNG))
        assert theirs == answer(service, draw(ada, nobody(), RNG)), name
        assert theirs == 0 or isinstance(theirs, tuple), name
    assert all_of_grace() == before


def test_what_somebody_is_shown_does_not_change_with_rows_of_another(
    service: Run, ada: Person, grace: Person
) -> None:
    """Pages, their ends and cursors, ranks and snippets of searches, positions of messages."""

    def shown() -> list[object]:
        draws = [*READS.values(), *LISTS.values()]
        return [service(draw(ada, ada, random.Random(3))) for draw in draws]

    before = shown()
    for _ in range(20):
        conversation = service(assistant.add_conversation(grace.id, "shared words"))
        service(assistant.add_message(grace.id, new_message(grace, conversation.id, RNG)))
        transcript = service(assistant.add_transcript(grace.id, new_transcript(grace, RNG)))
        service(assistant.add_chunks(grace.id, new_chunks(grace, transcript.id)))
    service(assistant.remove_chunks(grace.id, grace.transcripts[0]))
    assert shown() == before

    conversation = ada.conversations[0]
    last = service(assistant.list_last_messages(ada.id, conversation, 1))[0].position
    for _ in range(3):
        service(assistant.add_message(grace.id, new_message(grace, grace.conversations[0], RNG)))
    added = service(assistant.add_message(ada.id, new_message(ada, conversation, RNG)))
    assert added.position == last + 1


def test_what_is_unique_is_so_for_each_user(service: Run, ada: Person, grace: Person) -> None:
    video = grace.videos[-1]
    assert service(assistant.add_transcript(ada.id, new_transcript(ada, RNG, video))).user_id == ada.id
    service(assistant.add_template(grace.id, new_template(grace, 77)))
    assert service(assistant.add_template(ada.id, new_template(ada, 77))).user_id == ada.id
    with pytest.raises(Conflict):  # of one's own, so that the lines above say something
        service(assistant.add_transcript(ada.id, new_transcript(ada, RNG, video)))


def test_an_email_or_name_that_is_taken_tells_that_and_no_more(
    service: Run, ada: Person, grace: Person
) -> None:
    """Nothing else can be said to who asks for it. Whose it is and how it is written is not in the error."""
    calls = {
        "email": accounts.add_user(NewUser(email=grace.email.upper())),
        "username": accounts.add_user(NewUser(username=grace.username.upper())),
    }
    for field, call in calls.items():
        with pytest.raises(Conflict) as refused:
            service(call)
        assert refused.value.field == field
        assert mark(grace.id) not in "".join(traceback.format_exception(refused.value)).casefold()
    for changes in (UserChanges(email=grace.email), UserChanges(username=grace.username)):
        with pytest.raises(Conflict):
            service(accounts.update_user(ada.id, changes))


def paged(ada: Person, grace: Person) -> dict[str, tuple[Paged, tuple[Any, ...]]]:
    """Every call with pages, and what it is asked for besides the user: something that both have."""
    kind = {"kind": "common"}
    return {
        "list_conversations": (assistant.list_conversations, ()),
        "list_transcripts": (assistant.list_transcripts, ()),
        "list_messages_by_metadata": (assistant.list_messages_by_metadata, (kind,)),
        "list_transcripts_by_metadata": (assistant.list_transcripts_by_metadata, (kind,)),
        "list_chunks_by_metadata": (assistant.list_chunks_by_metadata, (kind,)),
        "search_transcripts": (assistant.search_transcripts, ("shared words",)),
        "search_chunks": (assistant.search_chunks, ("shared words",)),
        "list_messages": (assistant.list_messages, (grace.conversations[0],)),
        "list_chunks": (assistant.list_chunks, (grace.transcripts[0],)),
    }


def test_a_cursor_of_another_is_refused_and_one_made_up_shows_ones_own_rows(
    service: Run, ada: Person, grace: Person
) -> None:
    for name, (call, asked) in paged(ada, grace).items():
        first = service(call(grace.id, *asked, limit=1))
        assert first.next_cursor is not None, name
        with pytest.raises(ValidationError) as refused:
            call(ada.id, *asked, limit=1, cursor=first.next_cursor)
        assert refused.value.field == "cursor"

        # The digest in a cursor is no secret: ada writes one herself, at the place of grace's row.
        mine = call(ada.id, *asked, limit=1)
        assert mine.cursor is not None
        forged = mine.cursor.encode(first.items[0])
        seen = Seen()
        seen.take(ada.id, service(call(ada.id, *asked, limit=100, cursor=forged)), name)
        assert seen.foreign.total() == 0


def test_every_call_with_pages_is_tried_with_cursors_of_others(ada: Person, grace: Person) -> None:
    with_cursor = {
        name
        for name in assistant.__all__
        if "cursor" in getattr(inspect.getattr_static(assistant, name), "__annotations__", {})
    }
    # Settings are nobody's.
    assert with_cursor == paged(ada, grace).keys() | {"list_config", "list_value_changes"}


def test_ids_cannot_be_guessed_and_nobody_chooses_one(database_url: str, ada: Person, grace: Person) -> None:
    """122 random bits. Were an id given by the caller, a taken one would tell that it is there."""
    with psycopg.connect(database_url) as admin:
        for table in ("users", "sessions", "conversations", "messages", "transcripts", "chunks", "templates"):
            ids = [row[0] for row in admin.execute(f"SELECT id FROM {table}".encode())]
            assert {(one.version, one.variant) for one in ids} == {(4, RFC_4122)}, table
    made = [
        accounts.add_user(NewUser(username="somebody")),
        assistant.add_conversation(ada.id),
        assistant.add_message(ada.id, new_message(ada, uuid4(), RNG)),
        assistant.add_messages(ada.id, [new_message(ada, uuid4(), RNG)]),
        assistant.add_transcript(ada.id, new_transcript(ada, RNG)),
        assistant.add_chunks(ada.id, new_chunks(ada, uuid4())),
        assistant.add_template(ada.id, new_template(ada, 1)),
        accounts.add_session(ada.id, accounts.new_token(), DAY),
    ]
    for call in made:
        names = {parameter.name for parameter in call.statement.parameters}
        assert "id" not in names
    # Row-level security has to be told of a new user first: the id is made by the call, not given to it.
    assert list(inspect.signature(accounts.add_user).parameters) == ["user"]
