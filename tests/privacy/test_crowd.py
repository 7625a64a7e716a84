"""Twenty people at once see and write their own rows, by the filters and by row-level security alone."""

from __future__ import annotations

import random
import secrets
from pathlib import Path

import psycopg
import pytest

from tests.migrations.roles.rights import login
from tests.privacy.acts import WAYS
from tests.privacy.calls import GROWTH, KEYS, LISTS, READS, WRITES
from tests.privacy.crowd import PEOPLE, count_mixed_up, mix, move_in, report, unchanged
from tests.privacy.filters import Unfiltered
from tests.privacy.marks import Seen
from tracktion_db.accounts.statements import sql as accounts_sql
from tracktion_db.assistant.statements import sql as assistant_sql

OPERATIONS = 1600
CROWD = READS.keys() | LISTS.keys() | KEYS.keys() | WRITES.keys() | GROWTH.keys()
# What begins and ends a user, what works across all of them, and what is nobody's.
NO_CROWD = {
    "accounts.add_user",
    "accounts.remove_user",
    "accounts.remove_expired_sessions",
    *(f"assistant.{verb}_default_template" for verb in ("add", "update", "remove")),
    *(f"assistant.{verb}_value" for verb in ("get", "set", "remove")),
    *(f"assistant.{name}" for name in ("get_config", "list_config", "list_value_changes")),
}


def seeded() -> int:
    """A seed of this run, shown where a test fails."""
    seed = secrets.randbelow(10**6)
    print(f"seed {seed}")  # noqa: T201
    return seed


def assert_only_own(seen: Seen) -> None:
    told = report(seen, 0)
    assert seen.foreign.total() == 0, told
    assert set(seen.calls) == set(WAYS), told
    assert len(seen.rows) == PEOPLE, told
    assert min(seen.rows.values()) > 10, told  # so that something was tried
    assert {"NotFound", "InvalidReference", "TimedOut", "cursor of another"} <= set(+seen.errors), told


def test_the_crowd_runs_every_call_on_owned_rows() -> None:
    assert set(accounts_sql) | set(assistant_sql) == CROWD | NO_CROWD
    assert not CROWD & NO_CROWD


def test_twenty_people_see_and_write_their_own_rows(database_url: str, service_url: str) -> None:
    seed = seeded()
    people = move_in(database_url, random.Random(seed))

    assert_only_own(mix(service_url, people, OPERATIONS, seed, rewrite=unchanged))
    assert count_mixed_up(database_url) == 0


def test_every_statement_on_owned_rows_has_a_filter_that_can_be_removed(tmp_path: Path) -> None:
    unfiltered = Unfiltered(tmp_path)

    # An INSERT has none; what it refers to by a foreign key is looked at by the server.
    without = {name for name in CROWD if not unfiltered.removed[name]}
    assert without == {name for name in CROWD if name.partition(".")[2].startswith("add_")}
    removed = {name: unfiltered.removed[name] for name in CROWD - without}
    assert {name: times for name, times in removed.items() if times > 1} == {
        "accounts.remove_other_sessions": 2,
        "assistant.search_chunks": 4,
        "assistant.search_transcripts": 4,
    }
    for name in removed:
        text = unfiltered.statements[name].sql.decode()
        assert not [line for line in text.splitlines() if "user_id = $" in line], name


def test_without_filters_row_security_alone_shows_everybody_their_own(
    database_url: str, tmp_path: Path
) -> None:
    """Also who logs in as a member of both roles, of which the worker has policies of its own."""
    seed = seeded()
    people = move_in(database_url, random.Random(seed))

    with login(database_url, "tracktion_read_write", "tracktion_worker") as (_, url):
        assert_only_own(mix(url, people, OPERATIONS, seed, rewrite=Unfiltered(tmp_path).rewrite))
    assert count_mixed_up(database_url) == 0


def test_without_filters_and_row_security_rows_of_others_are_seen(database_url: str, tmp_path: Path) -> None:
    """What the tests above would find: as a superuser, whom no policy holds for."""
    seed = seeded()
    people = move_in(database_url, random.Random(seed))

    seen = mix(database_url, people, OPERATIONS, seed, rewrite=Unfiltered(tmp_path).rewrite, only_reads=True)
    shown = {name.partition(",")[0] for name in seen.foreign}
    assert shown >= {"assistant.list_conversations", "assistant.search_chunks", "assistant.get_message"}
    with pytest.raises(AssertionError):
        assert_only_own(seen)


def test_a_row_that_is_written_to_another_would_be_counted(database_url: str) -> None:
    ada, grace = move_in(database_url, random.Random(1), 2)
    with psycopg.connect(database_url) as admin:
        admin.execute(
            "UPDATE chunks SET chunk_text = %s WHERE id = %s", [f"words {ada.mark}", grace.chunks[0]]
        )
    assert count_mixed_up(database_url) == 1
