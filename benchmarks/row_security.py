"""What row-level security costs: ``python -m benchmarks.row_security [--url URL]``.

At the URL databases and roles may be created; what is made is dropped after the run. Without it an embedded
server is started. One message by its key and a page of 50 are read in four ways, in turns:

- without: by a role that no policy holds for, of statements without their ``:set:`` line, so that nothing but
  the statement is sent;
- the messages alone: by the same role, with BEGIN, SET LOCAL and COMMIT around the statement;
- the policy alone: by a role that policies hold for, whose sessions have the setting from their start;
- both: what a service does.
"""

from __future__ import annotations

import argparse
import os
import secrets
from collections.abc import Generator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final
from uuid import UUID

from psycopg import sql
from psycopg.conninfo import make_conninfo

from benchmarks import machine
from benchmarks.lab import Lab, connect, open_lab
from benchmarks.measuring import Variant, compare, repeated
from tracktion_db import Call, Database, Statements, assistant
from tracktion_db.statements import sql_folder

USERS: Final = 20
CONVERSATIONS: Final = 50
MESSAGES: Final = 100
PAGE: Final = 50
TIMES: Final = 100
ROUNDS: Final = 60
WITHOUT: Final = "without"
ADD: Final = b"""
    WITH person AS (
        INSERT INTO users (username) SELECT number::text FROM generate_series(1, %s) AS number RETURNING id
    )
    INSERT INTO conversations (user_id) SELECT id FROM person, generate_series(1, %s)"""
ADD_MESSAGES: Final = b"""
    INSERT INTO messages (user_id, conversation_id, role, content)
    SELECT user_id, id, 'user', repeat('words ', 20) FROM conversations, generate_series(1, %s)"""
READ: Final = b"SELECT user_id, conversation_id, id FROM messages ORDER BY id LIMIT 1"


def main() -> None:
    """Measure and print."""
    arguments = _arguments()
    if arguments.url:
        os.environ["BENCH_DATABASE_URL"] = arguments.url
    with open_lab(quick=arguments.quick) as lab:
        free = machine.free_cores()
        ran = "" if free is None else f", {free:.1f} of {machine.cores()} cores free at its start"
        print(f"`python -m benchmarks.row_security` on {datetime.now(UTC).date()}{ran}.")
        print(machine.description(lab.server) + ".")
        _measure(lab)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.row_security", description="What row-level security costs a read."
    )
    parser.add_argument("--url", help="a server where databases and roles may be created")
    parser.add_argument("--quick", action="store_true", help="fewer rounds: to try it, not to believe it")
    return parser.parse_args()


def _measure(lab: Lab) -> None:
    url, _ = lab.database("row_security")
    with connect(url) as admin:
        admin.execute(ADD, [USERS, CONVERSATIONS])
        admin.execute(ADD_MESSAGES, [MESSAGES])
        admin.execute("VACUUM (ANALYZE)")
        found = admin.execute(READ).fetchone()
    assert found is not None
    user, conversation, message = found
    reads: dict[str, Call[Any]] = {
        "point read": assistant.get_message(user, message),
        f"page of {PAGE}": assistant.list_messages(user, conversation, limit=PAGE),
    }
    with ExitStack() as stack:
        bare = _bare_statements(Path(stack.enter_context(TemporaryDirectory())))
        role_url = stack.enter_context(_role(url))
        owner = stack.enter_context(Database.from_url(url, pool_min_size=1))
        held = stack.enter_context(Database.from_url(role_url, pool_min_size=1))
        told = stack.enter_context(Database.from_url(_told(role_url, user), pool_min_size=1))
        for name, call in reads.items():
            statement = bare[call.statement.name]
            without = Call[Any](statement, call.parameters, call.record, cursor=call.cursor)
            ways = {
                WITHOUT: (owner, without),
                "the messages alone": (owner, call),
                "the policy alone": (told, without),
                "both": (held, call),
            }
            _compare(name, ways, lab.pick(ROUNDS, 8))


def _compare(name: str, ways: dict[str, tuple[Database, Call[Any]]], rounds: int) -> None:
    answers = [db.run(call) for db, call in ways.values()]
    assert all(answer == answers[0] for answer in answers)
    variants = [
        Variant(way, repeated(lambda db=db, call=call: db.run(call), TIMES), TIMES)
        for way, (db, call) in ways.items()
    ]
    measured = compare(variants, rounds=rounds)
    print(f"\n| {name} | median | median ratio | ratio of the fastest |\n| --- | ---: | ---: | ---: |")
    for way in ways:
        ratio = measured.ratio(way, WITHOUT)
        print(f"| {way} | {measured.median(way) * 1e6:.0f} µs | {ratio.median:.2f} | {ratio.minima:.2f} |")


def _bare_statements(folder: Path) -> Statements:
    """The statements of the assistant as if nothing were to be set."""
    domain = folder / "assistant"
    domain.mkdir()
    for name in ("get_message", "list_messages"):
        lines = (sql_folder() / "assistant" / f"{name}.sql").read_text().splitlines(keepends=True)
        kept = [line for line in lines if not line.startswith("-- :set:")]
        assert len(kept) == len(lines) - 1
        (domain / f"{name}.sql").write_text("".join(kept))
    return Statements.load(domain)


@contextmanager
def _role(url: str) -> Generator[str]:
    """The same database for a role that policies hold for."""
    name, password = f"bench_{secrets.token_hex(6)}", secrets.token_hex(16)
    role = sql.Identifier(name)
    making = sql.SQL("CREATE ROLE {} LOGIN NOSUPERUSER NOBYPASSRLS PASSWORD {}")
    with connect(url) as admin:
        admin.execute(making.format(role, sql.Literal(password)))
        try:
            admin.execute(sql.SQL("GRANT SELECT ON messages TO {}").format(role))
            yield make_conninfo(url, user=name, password=password)
        finally:
            admin.execute(sql.SQL("DROP OWNED BY {0}; DROP ROLE {0}").format(role))


def _told(url: str, user: UUID) -> str:
    """The same, with sessions that are this user's from their start: no service does that."""
    return make_conninfo(url, options=f"-c app.user_id={user}")


if __name__ == "__main__":
    main()
