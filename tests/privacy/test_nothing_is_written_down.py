"""A canary: no token, password hash or message text reaches a log, an error or a repr, whatever goes wrong.

Spans and metrics there are none; what a service would make them of is here: names, reprs and errors. Both
executors, as a service and as a superuser, to whom the server tells the rows that it refuses.
"""

from __future__ import annotations

import asyncio
import logging
import secrets
import traceback
from collections.abc import Callable, Generator
from contextlib import AbstractContextManager, suppress
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from pydantic import SecretStr

from tests.cli.support import command
from tests.executors.faults.either import EitherDatabase, blocking, on_asyncio
from tests.executors.faults.proxy import Proxy
from tests.fixtures.canary import MARK
from tests.fixtures.executors import blocking_run
from tests.fixtures.service_role import service_role
from tracktion_db import AsyncDatabase, Call, Record, Settings, Statements, accounts, assistant
from tracktion_db.accounts import NewUser, UserChanges
from tracktion_db.assistant import NewChunk, NewMessage, NewTemplate, NewTranscript
from tracktion_db.call import one
from tracktion_db.cli.transferring import Table
from tracktion_db.errors import TracktionDBError
from tracktion_db.statements import sql_folder

LOGGERS = ("tracktion_db", "psycopg", "psycopg.pool", "neo4j", "asyncio")
DAY = timedelta(days=1)
own_sql = Statements.load(Path(__file__).with_name("sql"))


class Number(Record):
    number: int


def get_number(text: str) -> Call[Number]:
    """A service's own statement, which has the server read a number."""
    return one(own_sql["privacy.get_number"], Number, text=text)


class Canaries:
    """Made for each run, so that no line of a traceback says one by itself."""

    def __init__(self) -> None:
        self.token = f"{MARK}{accounts.new_token()}"
        self.hash = f"pbkdf2:sha256:1000000${MARK}{secrets.token_hex(8)}${secrets.token_hex(32)}"
        self.said = f"said {MARK} {secrets.token_hex(8)}"
        # Without the mark: what quotes it in its own message, the server writes into its log.
        self.no_number = f"no number {secrets.token_hex(8)}"
        self.email = f"{secrets.token_hex(8)}@example.org"

    def all(self) -> list[str]:
        hashed = [accounts.token_hash(self.token), self.hash, self.hash.rpartition("$")[2]]
        return [self.token, *hashed, self.said, self.no_number, self.email]


class Written:
    """Everything that anybody could have written down."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self.errors: set[str] = set()

    def take(self, *things: object) -> None:
        self.texts += [text for thing in things for text in (repr(thing), str(thing))]

    def failing(self, work: Callable[[], object]) -> None:
        """Keep what can be seen of its error, as ``logging.exception`` writes it, causes included."""
        try:
            work()
        except TracktionDBError as error:
            self.errors.add(type(error).__name__)
            told = {name: value for name, value in vars(error).items() if not name.startswith("__")}
            self.take(error, error.args, told, error.__cause__)
            self.texts += traceback.format_exception(error)

    def assert_silent(self, canaries: Canaries, caplog: pytest.LogCaptureFixture) -> None:
        texts = [*self.texts, caplog.text, *(repr(vars(record)) for record in caplog.records)]
        for text in texts:
            for canary in canaries.all():
                assert canary not in text


@pytest.fixture
def written(caplog: pytest.LogCaptureFixture) -> Written:
    for name in LOGGERS:
        caplog.set_level(logging.DEBUG, logger=name)
    return Written()


@pytest.fixture(params=["a service", "a superuser"])
def proxy(request: pytest.FixtureRequest, database_url: str) -> Generator[Proxy]:
    """The server, as one or the other, behind what can cut connections."""
    if request.param == "a superuser":
        proxy = Proxy(database_url)
        proxy.start()
        yield proxy
        proxy.close()
        return
    with service_role(database_url) as url:
        proxy = Proxy(url)
        proxy.start()
        yield proxy
        proxy.close()


@pytest.fixture(params=[blocking, on_asyncio], ids=["blocking", "asyncio"])
def db(request: pytest.FixtureRequest, proxy: Proxy) -> Generator[EitherDatabase]:
    executor: Callable[[Settings], AbstractContextManager[EitherDatabase]] = request.param
    with executor(Settings.from_url(proxy.url, pool_min_size=1, pool_max_size=2, retry_attempts=1)) as db:
        db.open()
        yield db


def mishaps(it: Canaries, me: Any, conversation: Any, transcript: Any) -> list[Callable[[], Call[Any]]]:
    """What is refused, by us or by the server, with a canary in its values."""

    def message(**fields: Any) -> NewMessage:
        given: dict[str, Any] = {
            "conversation_id": conversation,
            "role": "user",
            "content": it.said,
            "metadata": {},
        }
        return NewMessage.model_construct(**{**given, **fields})

    def chunk(**fields: Any) -> NewChunk:
        given: dict[str, Any] = {"chunk_index": 0, "chunk_text": it.said, "token_count": 1, "metadata": {}}
        times = {"start_seconds": None, "end_seconds": None}
        return NewChunk.model_construct(**{"transcript_id": transcript, **given, **times, **fields})

    video = NewTranscript(youtube_video_id="dQw4w9WgXcQ", transcript_text=it.said)
    template = NewTemplate(template_type="blog", template_name="a", template_content=it.said)
    return [
        # refused before anything is sent
        lambda: assistant.add_message(me, NewMessage(conversation_id=conversation, role=it.said, content="")),  # type: ignore[arg-type]
        lambda: assistant.add_message(me, NewMessage.model_validate({it.said: it.token})),
        lambda: assistant.add_message(me, message(content=it.said + "\0")),
        lambda: assistant.add_message(me, message(metadata={it.said: {it.said}})),
        lambda: assistant.list_conversations(me, cursor=it.said),
        lambda: assistant.search_chunks(me, it.said + "\ud800"),
        lambda: accounts.get_session(it.token + "="),
        lambda: accounts.add_session(me, it.token, timedelta.max),
        lambda: accounts.add_user(NewUser(email=it.email, password_hash=SecretStr(it.hash + it.said))),
        lambda: assistant.set_conversation_title(me, conversation, it.said * 10_000 + "\0"),
        # conflicts
        lambda: assistant.add_transcript(me, video),
        lambda: assistant.add_template(me, template),
        lambda: assistant.add_chunks(me, [chunk()]),
        lambda: accounts.add_session(me, it.token, DAY),
        lambda: accounts.add_user(NewUser(email=it.email, password_hash=SecretStr(it.hash))),
        # broken rules, what is too long, references to nothing, no row
        lambda: assistant.add_message(me, message(role=it.said)),
        lambda: assistant.add_message(me, message(content=it.said * 100_000)),
        lambda: assistant.add_messages(me, [message(), message(metadata=[it.said])]),
        lambda: assistant.add_message(me, message(conversation_id=uuid4())),
        lambda: assistant.add_chunks(me, [chunk(chunk_index=7, token_count=-1)]),
        lambda: assistant.set_conversation_title(me, conversation, it.said * 100),
        lambda: assistant.set_conversation_title(me, uuid4(), it.said),
        lambda: accounts.add_session(uuid4(), accounts.new_token() + it.token, DAY),
        lambda: accounts.set_password_hash(uuid4(), SecretStr(it.hash)),
        lambda: accounts.add_user(
            NewUser.model_construct(email=None, username=it.email, password_hash=SecretStr(it.hash))
        ),
        # a service's own statement, whose error quotes what was sent
        lambda: get_number(it.no_number),
    ]


def test_nothing_of_it_is_written_down_whatever_goes_wrong(
    db: EitherDatabase, proxy: Proxy, written: Written, caplog: pytest.LogCaptureFixture
) -> None:
    it = Canaries()
    user = db.run(accounts.add_user(NewUser(email=it.email, password_hash=SecretStr(it.hash))))
    me = user.id
    session = db.run(accounts.add_session(me, it.token, DAY))
    conversation = db.run(assistant.add_conversation(me))
    said = NewMessage(conversation_id=conversation.id, role="user", content=it.said)
    add = assistant.add_message(me, said)
    written.take(said, db.run(add))
    video = NewTranscript(youtube_video_id="dQw4w9WgXcQ", transcript_text=it.said)
    transcript = db.run(assistant.add_transcript(me, video))
    piece = NewChunk(transcript_id=transcript.id, chunk_index=0, chunk_text=it.said, token_count=1)
    _ = db.run(assistant.add_chunks(me, [piece]))
    written.take(video, transcript, piece, db.run(assistant.list_chunks(me, transcript.id)))
    found = db.run(assistant.search_chunks(me, it.said)), db.run(assistant.search_transcripts(me, it.said))
    assert all(page.items for page in found)
    written.take(*found)
    template = NewTemplate(template_type="blog", template_name="a", template_content=it.said)
    written.take(template, db.run(assistant.add_template(me, template)))
    written.take(assistant.TemplateChanges(template_content=it.said))
    written.take(user, session, conversation, db.run(accounts.get_credentials_by_email(it.email)))
    written.take(NewUser(email=it.email, password_hash=SecretStr(it.hash)), UserChanges(email=it.email))

    calls = [
        add,
        assistant.search_chunks(me, it.said),
        accounts.get_session(it.token),
        accounts.extend_session(it.token, DAY),
        accounts.get_credentials_by_email(it.email),
        accounts.set_password_hash(me, SecretStr(it.hash)),
    ]
    for call in calls:
        written.take(call, call.statement, call.cursor.statement if call.cursor else None)
        written.failing(lambda call=call: db.run(call, timeout=1e-6))
        written.failing(lambda call=call: db.run(call, user_id=uuid4()))
        written.failing(lambda call=call: db.transact(lambda tx: tx.run(call)))
        # whose connection is lost before the server has it, and after it has answered
        name = call.statement.name.encode()
        proxy.cut_before(name, times=3)
        written.failing(lambda call=call: db.run(call))
        proxy.traps.clear()
        proxy.cut_after(name)
        written.failing(lambda call=call: db.run_all(call, call))
        proxy.traps.clear()
    made = mishaps(it, me, conversation.id, transcript.id)
    for mishap in made:
        with suppress(TracktionDBError):
            written.take(mishap())
        written.failing(lambda mishap=mishap: db.run(mishap()))
        written.failing(lambda mishap=mishap: db.run_all(assistant.add_conversation(me), mishap()))
        written.failing(lambda mishap=mishap: db.transact(lambda tx: tx.run(mishap()), user_id=me))

    kinds = {"Conflict", "RuleViolated", "InvalidReference", "NotFound", "ValidationError", "TimedOut"}
    assert kinds | {"UsageError", "CommitOutcomeUnknown"} <= written.errors
    written.assert_silent(it, caplog)


async def test_nothing_of_it_is_written_down_of_what_is_cancelled(
    database_url: str, written: Written, caplog: pytest.LogCaptureFixture
) -> None:
    it = Canaries()
    async with AsyncDatabase.from_url(database_url) as adb:
        user = await adb.run(accounts.add_user(NewUser(email=it.email)))
        conversation = await adb.run(assistant.add_conversation(user.id))
        said = NewMessage(conversation_id=conversation.id, role="user", content=it.said * 1000)
        for work in (
            lambda: adb.run(assistant.add_message(user.id, said)),
            lambda: adb.run_all(assistant.add_messages(user.id, [said] * 500), get_number(it.no_number)),
            lambda: adb.explain(assistant.search_chunks(user.id, it.said)),
        ):
            task = asyncio.ensure_future(work())
            await asyncio.sleep(0.001)
            task.cancel()
            try:
                await task
            except (asyncio.CancelledError, TracktionDBError) as error:
                written.texts += traceback.format_exception(error)
                written.take(error, task)
    written.assert_silent(it, caplog)


def test_the_canary_would_be_heard(written: Written, caplog: pytest.LogCaptureFixture) -> None:
    it = Canaries()
    for canary in it.all():
        written.texts[:] = [f"error: {canary}"]
        with pytest.raises(AssertionError):
            written.assert_silent(it, caplog)
    written.texts.clear()
    logging.getLogger("psycopg.pool").debug("%s", it.email)
    with pytest.raises(AssertionError):
        written.assert_silent(it, caplog)


def test_no_command_shows_rows_that_belong_to_somebody(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """``export`` knows two tables, which are nobody's. ``describe`` reads the catalogs, and runs nothing."""
    assert set(Table) == {"library", "catalog"}
    it = Canaries()
    with blocking_run(Settings.from_url(database_url, pool_min_size=1)) as run:
        user = run(accounts.add_user(NewUser(email=it.email, password_hash=SecretStr(it.hash))))
        run(accounts.add_session(user.id, it.token, DAY))
        conversation = run(assistant.add_conversation(user.id, it.said))
        run(
            assistant.add_message(
                user.id, NewMessage(conversation_id=conversation.id, role="user", content=it.said)
            )
        )
    monkeypatch.setenv("DATABASE_URL", database_url)
    for name in ("accounts/get_session", "accounts/get_credentials_by_email", "assistant/list_messages"):
        shown = command("describe", str(sql_folder() / f"{name}.sql"))
        assert shown.exit_code == 0, shown.output
        assert not [canary for canary in it.all() if canary in shown.output]
