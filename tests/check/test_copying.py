"""A COPY is looked at as the INSERT of one row; its parameters must have the types of the columns."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import psycopg
import pytest

from tests.check.support import analysed
from tests.statements.files import load_file, with_header
from tracktion_db.check.findings import Finding
from tracktion_db.check.parameters.contract import check_parameters, parameter_uses
from tracktion_db.check.reading.analysis import Analysed, analyse, analyse_bare
from tracktion_db.check.reading.server import ServerCatalog
from tracktion_db.check.reading.session import Session
from tracktion_db.statements.bare import read_bare
from tracktion_db.statements.source import Source

Connection = psycopg.Connection[Any]

SCHEMA = """
CREATE TYPE mood AS ENUM ('calm');
CREATE DOMAIN count AS bigint;
CREATE TABLE songs (
    id count PRIMARY KEY, "Title" character varying(10) NOT NULL, mood mood, heard_at timestamptz, extra jsonb
);
"""
COPY = "COPY songs (id, mood, heard_at) FROM STDIN (FORMAT BINARY);"
PARAMETERS = ("id: bigint  one", "mood: text or null  two", "heard_at: timestamptz or null  three")


@pytest.fixture
def songs(connection: Connection) -> Connection:
    connection.execute(SCHEMA)
    return connection


def test_a_copy_has_the_tree_of_an_insert_and_no_columns(songs: Connection, tmp_path: Path) -> None:
    found = analysed(songs, tmp_path, COPY, *PARAMETERS, returns="count")
    assert found.query is not None and found.query.command_type == 3
    assert found.prepared.columns == ()
    assert [(use.none, use.type) for use in parameter_uses(found)] == [
        ("forbidden", "bigint"), ("meaningful", "text"), ("meaningful", "timestamp with time zone"),
    ]  # fmt: skip


def test_a_quoted_column_of_a_copy_is_a_parameter(songs: Connection) -> None:
    session = Session(songs)
    bare = read_bare(Source("x.sql", 'COPY songs (id, "Title") FROM STDIN (FORMAT BINARY);'))
    found = analyse_bare(session, ServerCatalog(session), bare)
    assert isinstance(found, Analysed)
    assert [(use.name, use.type) for use in parameter_uses(found)] == [
        ("id", "count"), ("Title", "character varying"),
    ]  # fmt: skip


@pytest.mark.parametrize(("given", "wanted"), [("integer", "bigint"), ("numeric", "bigint")])
def test_a_type_that_insert_would_cast_is_found(
    songs: Connection, tmp_path: Path, given: str, wanted: str
) -> None:
    found = analysed(songs, tmp_path, COPY, f"id: {given}", *PARAMETERS[1:], returns="count")
    (finding,) = check_parameters(found)
    assert (finding.rule, finding.subject, finding.line, finding.column) == ("parameters", "id", 3, 11)
    assert finding.instead == f"write {wanted}"


def test_equal_types_and_text_for_what_is_sent_as_text_are_right(songs: Connection, tmp_path: Path) -> None:
    assert not list(check_parameters(analysed(songs, tmp_path, COPY, *PARAMETERS, returns="count")))


def test_a_column_that_is_not_there_is_found_at_the_copy(songs: Connection, tmp_path: Path) -> None:
    sql = "COPY songs (ids) FROM STDIN (FORMAT BINARY);"
    statement = load_file(tmp_path, with_header(sql, "ids: bigint", returns="count"))
    session = Session(songs)
    finding = analyse(session, ServerCatalog(session), statement)
    assert isinstance(finding, Finding)
    assert (finding.rule, finding.line, finding.column) == ("prepare", 5, 1)
    assert 'column "ids" of relation "songs" does not exist' in str(finding.server)
