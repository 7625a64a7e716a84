"""``:set:`` in a header: which parameter row-level security is told of."""

from __future__ import annotations

from pathlib import Path

import pytest

from .files import assert_refused, load_file, with_header

HEADER = (
    "-- Do it.\n--\n-- :param title: text\n-- :param user_id: uuid\n{}-- :returns: nothing\n"
    "SELECT :title, :user_id;"
)


def test_a_statement_tells_nothing_unless_its_header_says_so(tmp_path: Path) -> None:
    assert load_file(tmp_path, with_header("SELECT 1;")).row_setting is None


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("-- :set: app.user_id = user_id\n", ("app.user_id", "user_id", 1)),
        ("--   :set:app.user_id=user_id \n", ("app.user_id", "user_id", 1)),
        ("-- :set: app.key = title\n", ("app.key", "title", 0)),
    ],
)
def test_a_line_names_the_setting_and_the_position_of_its_parameter(
    tmp_path: Path, line: str, told: tuple[str, str, int]
) -> None:
    assert load_file(tmp_path, HEADER.format(line)).row_setting == told


def test_a_line_may_stand_above_the_parameter_that_it_names(tmp_path: Path) -> None:
    above = (
        "-- Do it.\n--\n-- :set: app.key = b\n-- :param a: text\n-- :param b: text\n-- :returns: nothing\n"
    )
    assert load_file(tmp_path, above + "SELECT :a, :b;").row_setting == ("app.key", "b", 1)


@pytest.mark.parametrize(
    ("lines", "problem", "instead"),
    [
        ("-- :set:⟨\n", "a bad setting", "write :set: app.user_id = user_id, or :set: app.key = parameter"),
        ("-- :set: ⟨app.user_id\n", "a bad setting", "write :set: app.user_id = user_id"),
        ("-- :set: ⟨app.user_id TO user_id\n", "a bad setting", "write :set: app.user_id = user_id"),
        ("-- :set: ⟨app.user_id = user_id, title\n", "a bad setting", "write :set: app.user_id = user_id"),
        ("-- :set: ⟨app.userid = user_id\n", "unknown setting app.userid", "write app.user_id"),
        ("-- :set: ⟨user_id = user_id\n", "unknown setting user_id", "write app.user_id"),
        (
            "-- :set: ⟨search_path = title\n",
            "unknown setting search_path",
            "write one of app.user_id, app.key",
        ),
        ("-- :set: app.user_id = ⟨user\n", "unknown parameter user", "write user_id"),
        ("-- :set: app.user_id = ⟨:user_id\n", "unknown parameter :user_id", "write user_id"),
        ("-- :set: app.key = ⟨hash\n", "unknown parameter hash", "declare it: -- :param hash: text  meaning"),
        (
            "-- :set: app.user_id = ⟨title\n",
            "app.user_id cannot be title, which is text",
            "declare it as :param title: uuid  meaning",
        ),
        (
            "-- :set: app.key = ⟨user_id\n",
            "app.key cannot be user_id, which is uuid",
            "declare it as :param user_id: text  meaning",
        ),
        (
            "-- :param other: uuid or null\n-- :set: app.user_id = ⟨other\n",
            "app.user_id cannot be other, which is uuid or null",
            "declare it as :param other: uuid  meaning",
        ),
        (
            "-- :param others: uuid[]\n-- :set: app.user_id = ⟨others\n",
            "app.user_id cannot be others, which is uuid[]",
            "declare it as :param others: uuid  meaning",
        ),
        (
            "-- :set: app.user_id = user_id\n-- ⟨:set: app.key = title\n",
            "a second :set:",
            "keep one of them",
        ),
        ("-- ⟨:sets: app.key = title\n", "unknown directive :sets:", "write :set: app.user_id = user_id"),
        (
            "-- :set: app.key = title\n--     ⟨and more\n",
            "text between the directives of the header",
            "move it above them",
        ),
    ],
)
def test_a_bad_line_is_refused_at_its_place(tmp_path: Path, lines: str, problem: str, instead: str) -> None:
    assert_refused(tmp_path, HEADER.format(lines), problem, instead)


def test_a_copy_cannot_have_one(tmp_path: Path) -> None:
    copy = (
        "-- Do it.\n--\n-- :param user_id: uuid\n-- :returns: count\n-- :set: ⟨app.user_id = user_id\n"
        "COPY songs (user_id) FROM STDIN (FORMAT BINARY);"
    )
    assert_refused(tmp_path, copy, "a COPY with a setting: PostgreSQL refuses COPY", "write INSERT INTO")
