"""All that is wrong in folders and files at once, beside the statements that are right."""

from __future__ import annotations

from pathlib import Path

import pytest

from tracktion_db.errors import StatementError
from tracktion_db.statements import Constraint, Statements, read_statements, sql_folder

from .files import with_header, write_file

GOOD = with_header("SELECT 1;")
BAD = with_header("SELECT :x;")
CONSTRAINTS = "[songs_path_unique]\nrule = 'a path is catalogued once'\n"


def places(errors: list[StatementError]) -> list[tuple[str | None, int | None, int | None]]:
    return [(error.path, error.line, error.column) for error in errors]


def test_every_wrong_file_is_told_and_every_right_one_is_read(tmp_path: Path) -> None:
    write_file(tmp_path, GOOD, "albums/get_album.sql")
    bad = [
        (write_file(tmp_path, BAD, "albums/get_cover.sql"), (4, 8)),
        (write_file(tmp_path, "[songs", "songs/constraints.toml"), (1, 1)),
        (write_file(tmp_path, GOOD, "songs/Get.sql"), (1, 1)),
        (write_file(tmp_path, b"\xef\xbb\xbf", "songs/add_song.sql"), (1, 1)),
    ]
    write_file(tmp_path, GOOD, "songs/get_song.sql")
    statements, errors = read_statements([tmp_path])
    assert list(statements) == ["albums.get_album", "songs.get_song"]
    assert places(errors) == [(str(path), *place) for path, place in bad]
    with pytest.raises(StatementError) as caught:
        Statements.load(tmp_path)
    assert str(caught.value) == str(errors[0])


def test_right_folders_are_read_as_load_reads_them() -> None:
    statements, errors = read_statements([sql_folder()])
    assert errors == []
    loaded = Statements.load(sql_folder())
    assert {name: statement.sql for name, statement in statements.items()} == {
        name: statement.sql for name, statement in loaded.items()
    }


def test_single_file_has_the_name_and_the_constraints_of_its_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write_file(tmp_path, GOOD)
    write_file(tmp_path, BAD, "songs/other.sql")
    write_file(tmp_path, CONSTRAINTS, "songs/constraints.toml")
    monkeypatch.chdir(tmp_path / "songs")
    for given in (path, str(path), "do_it.sql", Path("..", "songs", "do_it.sql")):
        statements, errors = read_statements([given])
        assert errors == []
        assert list(statements) == ["songs.do_it"]
        assert statements["songs.do_it"].path == Path(given)
        assert statements["songs.do_it"].constraints == {
            "songs_path_unique": Constraint("songs_path_unique", None, "a path is catalogued once")
        }


def test_single_file_without_constraints_beside_it_has_none(tmp_path: Path) -> None:
    statements, errors = read_statements([write_file(tmp_path, GOOD)])
    assert (statements["songs.do_it"].constraints, errors) == ({}, [])


def test_wrong_constraints_beside_many_single_files_are_told_once(tmp_path: Path) -> None:
    paths = [write_file(tmp_path, GOOD, f"songs/get_{letter}.sql") for letter in "abc"]
    wrong = write_file(tmp_path, "[songs", "songs/constraints.toml")
    statements, errors = read_statements(paths)
    assert len(statements) == 3
    assert places(errors) == [(str(wrong), 1, 1)]


def test_file_that_is_met_twice_is_read_once(tmp_path: Path) -> None:
    good, bad = write_file(tmp_path, GOOD), write_file(tmp_path, BAD, "songs/other.sql")
    statements, errors = read_statements([tmp_path, good, bad, tmp_path / "songs", good])
    assert list(statements) == ["songs.do_it"]
    assert places(errors) == [(str(bad), 4, 8)]


def test_two_files_of_one_name_are_told_and_the_first_is_kept(tmp_path: Path) -> None:
    first = write_file(tmp_path, GOOD, "a/songs/get_song.sql")
    second = write_file(tmp_path, GOOD, "b/songs/get_song.sql")
    statements, errors = read_statements([tmp_path / "a", second])
    assert statements["songs.get_song"].path == first
    assert [str(error) for error in errors] == [
        f"{second}:1:1: a second statement songs.get_song: the first is {first}\nrename one of them"
    ]


@pytest.mark.parametrize(
    ("name", "problem"),
    [
        ("nowhere", "the folder cannot be read: No such file"),
        ("nowhere.sql", "the folder cannot be read: No such file"),
        ("empty", "no statements in this folder"),
        ("README.md", "not a statement: it is no *.sql file"),
    ],
)
def test_path_without_statements_is_told_and_the_others_are_read(
    name: str, problem: str, tmp_path: Path
) -> None:
    (tmp_path / "empty").mkdir()
    write_file(tmp_path, "words", "README.md")
    good = write_file(tmp_path, GOOD)
    statements, errors = read_statements([tmp_path / name, good])
    assert list(statements) == ["songs.do_it"]
    assert [str(error).startswith(f"{tmp_path / name}:1:1: {problem}") for error in errors] == [True]


def test_folder_of_wrong_files_only_is_not_called_empty(tmp_path: Path) -> None:
    bad = write_file(tmp_path, BAD)
    statements, errors = read_statements([tmp_path])
    assert len(statements) == 0
    assert places(errors) == [(str(bad), 4, 8)]
