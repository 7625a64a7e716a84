"""Which class a header means by ``domain.Record``."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import psycopg
from pydantic import create_model

from tests.check.support import analysed
from tracktion_db import Record
from tracktion_db.check.records.record import check_record, record_of

Connection = psycopg.Connection[Any]


def record_in(module: str, name: str) -> type[Record]:
    """A record of this name, as if this module had defined it."""
    return create_model(name, __base__=Record, __module__=module, one=(int, ...))


def test_the_class_of_the_domain_is_meant_where_others_have_its_name(
    connection: Connection, tmp_path: Path
) -> None:
    ours = record_in("station.songs.listed", "ListedSong")
    other = record_in("station.shows.listed", "ListedSong")
    found = analysed(connection, tmp_path, "SELECT 1 AS one;", returns="one songs.ListedSong")
    assert record_of(found) is ours
    assert not list(check_record(found))
    found = analysed(connection, tmp_path, "SELECT 1 AS one;", returns="one shows.ListedSong")
    assert record_of(found) is other


def test_the_only_class_of_a_name_is_meant_wherever_it_is(connection: Connection, tmp_path: Path) -> None:
    only = record_in("station.records", "OnlySong")
    nested = create_model("NestedSong", __base__=only, __module__="station.records")
    for record in (only, nested):
        found = analysed(connection, tmp_path, "SELECT 1 AS one;", returns=f"one songs.{record.__name__}")
        assert record_of(found) is record
        assert not list(check_record(found))


def test_an_unknown_record_is_found_with_the_nearest_name(connection: Connection, tmp_path: Path) -> None:
    near = record_in("station.songs", "PlayedSong")
    analysis = analysed(connection, tmp_path, "SELECT 1 AS one;", returns="one songs.PlaydSong")
    (found,) = check_record(analysis)
    assert record_of(analysis) is None
    assert (found.rule, found.line) == ("record", 3)
    assert found.problem == "no record PlaydSong is known"
    assert found.instead.startswith(f"write songs.{near.__name__}, or define class PlaydSong(Record)")


def test_a_record_of_the_checks_themselves_is_nobodys_nearest_name(
    connection: Connection, tmp_path: Path
) -> None:
    own = record_in("tracktion_db.check.reading.made", "CheckedChord")
    (found,) = check_record(
        analysed(connection, tmp_path, "SELECT 1 AS one;", returns="one songs.ChekedChord")
    )
    assert own.__name__ not in found.instead
    (found,) = check_record(
        analysed(connection, tmp_path, "SELECT 1 AS one;", returns="one check.ChekedChord")
    )
    assert found.instead.startswith("write check.CheckedChord, or define ")


def test_two_classes_of_one_name_elsewhere_are_found(connection: Connection, tmp_path: Path) -> None:
    both = [record_in("station.first", "DoubleSong"), record_in("station.second", "DoubleSong")]
    (found,) = check_record(
        analysed(connection, tmp_path, "SELECT 1 AS one;", returns="one songs.DoubleSong")
    )
    places = ", ".join(record.__module__ for record in both)
    assert found.problem == f"several records are called DoubleSong: in {places}"


def test_a_statement_without_a_record_needs_none(connection: Connection, tmp_path: Path) -> None:
    for returns in ("nothing", "count", "one"):
        found = analysed(connection, tmp_path, "SELECT 1 AS one;", returns=returns)
        assert record_of(found) is None
        assert not list(check_record(found))
