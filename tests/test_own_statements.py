"""A service's own folder of statements, with records and constraints of its own, on the same executors."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Literal
from uuid import UUID

import psycopg
import pytest
from pydantic import BaseModel, ConfigDict

from tests.fixtures.executors import Run
from tracktion_db import Call, Database, Input, JsonList, Page, Record, Statements, catalog
from tracktion_db.call import at_most_one, copy, count, many, nothing, one, page
from tracktion_db.catalog.statements import sql as catalog_sql
from tracktion_db.errors import Conflict, NotFound, RuleViolated, StatementError, ValidationError
from tracktion_db.paging import LAST_ID
from tracktion_db.statements import sql_folder

FILES = {
    "radio/add_show.sql": """\
-- Add a show.
--
-- :param name: text  1 to 20 characters
-- :param host: jsonb or null  who speaks
-- :param playlist: jsonb  what is played
-- :returns: one radio.Show
INSERT INTO shows (name, host, playlist)
VALUES (:name, :host, :playlist)
RETURNING
    id,
    name,
    host,
    playlist,
    mood::text AS mood;
""",
    "radio/get_show.sql": """\
-- Find one show by its id.
--
-- :param show_id: uuid  the show
-- :returns: at most one radio.Show
-- :access: read
SELECT
    show.id,
    show.name,
    show.host,
    show.playlist,
    show.mood::text AS mood
FROM shows AS show
WHERE show.id = :show_id;
""",
    "radio/list_shows.sql": """\
-- List all shows, page by page.
--
-- :param after_id: uuid  id of the row that the page follows; all f for the first page
-- :param row_limit: bigint  rows of the page; one more is returned where there are more
-- :returns: page radio.Show
-- :access: read
SELECT
    show.id,
    show.name,
    show.host,
    show.playlist,
    show.mood::text AS mood
FROM shows AS show
WHERE show.id < :after_id
ORDER BY show.id DESC
LIMIT :row_limit + 1;
""",
    "radio/list_moods.sql": """\
-- The moods of all shows, as the enum that they are.
--
-- :returns: many radio.Mood
-- :access: read
SELECT show.mood
FROM shows AS show
ORDER BY show.id ASC;
""",
    "radio/copy_names.sql": """\
-- Add shows by name.
--
-- :param name: text  1 to 20 characters
-- :returns: count
COPY shows (name) FROM STDIN (FORMAT BINARY);
""",
    "radio/remove_shows.sql": """\
-- Remove the shows of these names.
--
-- :param names: text[]  1 to 20 characters each
-- :returns: count
DELETE FROM shows AS show
WHERE show.name = ANY(:names);
""",
    "radio/count_again.sql": """\
-- Give the planner new figures.
--
-- :returns: nothing
ANALYZE shows;
""",
    "radio/constraints.toml": """\
[shows_name_unique]
field = "name"
rule = "a name belongs to one show"

[shows_name_length]
field = "name"
rule = "a name has 1 to 20 characters"
""",
}
TABLES = """
    CREATE TYPE mood AS ENUM ('calm', 'wild');
    CREATE TABLE shows (
        id uuid CONSTRAINT shows_pkey PRIMARY KEY DEFAULT gen_random_uuid(),
        name text NOT NULL CONSTRAINT shows_name_unique UNIQUE
            CONSTRAINT shows_name_length CHECK (length(name) BETWEEN 1 AND 20),
        host jsonb,
        playlist jsonb NOT NULL DEFAULT '[]',
        mood mood NOT NULL DEFAULT 'calm'
    );
"""


class Host(BaseModel):
    """Who speaks; a document inside a row."""

    model_config = ConfigDict(frozen=True)

    name: str
    aliases: list[str] = []


class Played(BaseModel):
    title: str
    second: float | None = None


class Show(Record):
    id: UUID
    name: str
    host: Host | None
    playlist: JsonList[Played]
    mood: Literal["calm", "wild"]


class Mood(Record):
    mood: str


class NewShow(Input):
    name: str
    host: Host | None = None
    playlist: list[Played] = []  # noqa: RUF012 (Pydantic copies it)


@pytest.fixture
def sql(tmp_path: Path) -> Statements:
    for name, content in FILES.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(content, encoding="utf-8")
    return Statements.load(tmp_path)


@pytest.fixture
def radio(run: Run, database_url: str) -> Run:
    with psycopg.connect(database_url) as connection:
        connection.execute(TABLES)
    return run


def add_show(sql: Statements, show: NewShow) -> Call[Show]:
    return one(sql["radio.add_show"], Show, name=show.name, host=show.host, playlist=show.playlist)


def list_shows(sql: Statements, *, limit: int = 100, cursor: str | None = None) -> Call[Page[Show]]:
    return page(sql["radio.list_shows"], Show, before_first={"id": LAST_ID}, limit=limit, cursor=cursor)


def test_its_own_statements_run_beside_ours(radio: Run, sql: Statements) -> None:
    both = Statements.load(sql["radio.add_show"].path.parent, sql_folder())
    assert set(both) == {*sql, *Statements.load(sql_folder())}
    show = radio(add_show(sql, NewShow(name="Late", host=Host(name="Ada"))))
    found, recordings = radio.all(
        at_most_one(sql["radio.get_show"], Show, show_id=show.id), catalog.list_recordings()
    )
    assert isinstance(recordings, Page)
    assert found == show
    assert recordings.items == []


def test_documents_become_nested_records(radio: Run, sql: Statements) -> None:
    new = NewShow(
        name="Late",
        host=Host(name="Ada", aliases=["A."]),
        playlist=[Played(title="The Bells", second=0.5), Played(title="Jaguar")],
    )
    show = radio(add_show(sql, new))
    assert show.host == new.host
    assert type(show.host) is Host
    assert list(show.playlist) == new.playlist
    assert show.playlist[0].second == 0.5
    assert radio(add_show(sql, NewShow(name="Early"))).host is None
    assert show.model_dump()["host"] == {"name": "Ada", "aliases": ["A."]}


def test_its_own_constraints_are_told_in_its_own_words(radio: Run, sql: Statements) -> None:
    radio(add_show(sql, NewShow(name="Late")))
    with pytest.raises(Conflict) as conflict:
        radio(add_show(sql, NewShow(name="Late")))
    assert str(conflict.value) == "radio.add_show: a name belongs to one show (shows_name_unique)"
    assert conflict.value.field == "name"
    with pytest.raises(RuleViolated, match=r"a name has 1 to 20 characters \(shows_name_length\)$"):
        radio(copy(sql["radio.copy_names"], [("a",), ("x" * 21,)]))
    assert "shows_name_unique" not in catalog_sql["catalog.add_recording"].constraints
    assert "recordings_file_path_unique" not in sql["radio.add_show"].constraints


def test_every_shape_can_be_used(radio: Run, sql: Statements) -> None:
    names = [f"show {number}" for number in range(25)]
    assert radio(copy(sql["radio.copy_names"], [(name,) for name in names])) == 25
    nothing_at_all: object = radio(nothing(sql["radio.count_again"]))
    assert nothing_at_all is None
    first = radio(list_shows(sql, limit=20))
    second = radio(list_shows(sql, limit=20, cursor=first.next_cursor))
    assert (len(first.items), len(second.items), second.has_more) == (20, 5, False)
    assert {show.name for show in [*first.items, *second.items]} == set(names)
    assert radio(count(sql["radio.remove_shows"], names=names[:7])) == 7
    with pytest.raises(ValidationError, match=r"^names\[1\]: must not be None$"):
        count(sql["radio.remove_shows"], names=["a", None])


def test_an_enum_column_without_a_cast_is_refused_with_what_to_write(radio: Run, sql: Statements) -> None:
    call = many(sql["radio.list_moods"], Mood)
    with pytest.raises(StatementError) as caught:
        radio(call)  # even while there is no row
    assert str(caught.value) == "radio.list_moods: column mood cannot be read in binary: cast it, e.g. ::text"
    radio(add_show(sql, NewShow(name="Late")))
    assert radio(list_shows(sql)).items[0].mood == "calm"


def test_an_input_of_its_own_is_checked_like_ours(sql: Statements) -> None:
    wrong: Any = [{"title": "a"}, {"title": 5}]
    with pytest.raises(ValidationError, match=r"^playlist\[1\]\.title: "):
        NewShow(name="Late", playlist=wrong)
    with pytest.raises(ValidationError, match=r"^name: must not contain a NUL character$"):
        add_show(sql, NewShow(name="La\0te"))
    with pytest.raises(ValidationError, match=r"^host\.aliases\[0\]: "):
        add_show(sql, NewShow(name="Late", host=Host(name="Ada", aliases=["\ud800"])))


def test_a_name_that_its_folder_does_not_hold_is_told_with_the_nearest(sql: Statements) -> None:
    with pytest.raises(StatementError, match=r"no statement radio\.add_shows; nearest: radio\.add_show"):
        sql["radio.add_shows"]


def test_a_missing_row_is_not_found_in_a_transaction_of_both(
    database_url: str, radio: Run, sql: Statements
) -> None:
    del radio
    with Database.from_url(database_url) as db, db.transaction() as tx:
        show = tx.run(add_show(sql, NewShow(name="Late")))
        recording = catalog.NewRecording(file_path="/music/late.flac", file_name="late.flac")
        added = tx.run(catalog.add_recording(recording))
        with pytest.raises(NotFound):
            tx.run(catalog.set_recording_status(show.id, "on air"))
        assert tx.run(catalog.get_recording(added.id)) == added
