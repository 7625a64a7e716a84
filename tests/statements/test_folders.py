"""Folders of statements are read once, whole, and by the names of their files."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from uuid import UUID

import pytest

from tracktion_db.errors import StatementError, UsageError, ValidationError
from tracktion_db.statements import Constraint, Shape, Statement, Statements, sql_folder

from .files import load_file, with_header, write_file

WHOLE = """\
-- Find one recording by its path. The path is compared
-- as it is.
--
-- :param file_path: text  absolute path as given by the file system,
--     compared byte for byte
-- :param seen_after: timestamp with time zone or null    UTC
-- :param hashes: text[] with nulls one blank will do
-- :param factor: double precision
-- :returns: at most one catalog.Recording
-- :access: read
SELECT recording.id
FROM recordings AS recording
WHERE
    recording.file_path = :file_path
    AND (:seen_after::timestamptz IS NULL OR recording.created_at > :seen_after)
    AND recording.file_hash = ANY(:hashes)
    AND recording.file_size > :factor;
"""


def test_header_becomes_the_statement(tmp_path: Path) -> None:
    write_file(tmp_path, WHOLE, "sql/catalog/get_recording.sql")
    statement = Statements.load(tmp_path / "sql")["catalog.get_recording"]
    assert statement.name == "catalog.get_recording"
    assert statement.path == tmp_path / "sql" / "catalog" / "get_recording.sql"
    assert statement.purpose == "Find one recording by its path. The path is compared as it is."
    assert statement.shape is Shape.AT_MOST_ONE
    assert statement.record == "catalog.Recording"
    assert statement.reads_only
    assert not statement.is_copy
    assert statement.text == WHOLE
    assert statement.oids == (25, 1184, 1009, 701)
    assert [(p.name, p.type.name, p.type.nulls, p.nullable, p.meaning) for p in statement.parameters] == [
        (
            "file_path",
            "text",
            False,
            False,
            "absolute path as given by the file system, compared byte for byte",
        ),
        ("seen_after", "timestamptz", False, True, "UTC"),
        ("hashes", "text[]", True, False, "one blank will do"),
        ("factor", "double precision", False, False, ""),
    ]
    assert statement.sql.startswith(b"SELECT /* catalog.get_recording */ recording.id\n")
    assert statement.sql.endswith(b"AND recording.file_size > $4")
    assert repr(statement) == "<Statement catalog.get_recording>"


@pytest.mark.parametrize("shape", Shape)
def test_every_shape_is_read(shape: Shape, tmp_path: Path) -> None:
    content = with_header("SELECT 1 AS x ORDER BY x;", returns=shape)
    if shape is Shape.PAGE:
        paged = "SELECT x FROM t WHERE x > :after_x ORDER BY x LIMIT :row_limit + 1;"
        content = with_header(paged, "after_x: text", "row_limit: bigint", returns=shape)
    statement = load_file(tmp_path, content)
    assert statement.shape is shape
    assert statement.record is None
    assert not statement.reads_only


def test_header_may_have_windows_line_ends(tmp_path: Path) -> None:
    write_file(tmp_path, WHOLE.replace("\n", "\r\n"), "catalog/get_recording.sql")
    statement = Statements.load(tmp_path)["catalog.get_recording"]
    assert statement.record == "catalog.Recording"
    assert statement.parameters[0].meaning.endswith("file system, compared byte for byte")


def test_folders_are_read_below_and_together(tmp_path: Path) -> None:
    write_file(tmp_path, with_header("SELECT 1;"), "ours/songs/get_song.sql")
    write_file(tmp_path, with_header("SELECT 2;"), "ours/deep/er/albums/get_album.sql")
    write_file(tmp_path, with_header("SELECT 3;"), "theirs/songs/get_other.sql")
    write_file(tmp_path, "not a statement", "ours/songs/README.md")
    write_file(tmp_path, "not a statement", "ours/songs/.get_song.sql")
    statements = Statements.load(tmp_path / "ours", str(tmp_path / "theirs"))
    assert sorted(statements) == ["albums.get_album", "songs.get_other", "songs.get_song"]
    assert len(statements) == 3
    assert repr(statements) == "<Statements: 3>"


def test_folder_of_statements_may_be_the_domain_itself(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_file(tmp_path, with_header("SELECT 1;"))
    monkeypatch.chdir(tmp_path / "songs")
    assert list(Statements.load(".")) == ["songs.do_it"]


def test_link_that_leads_back_up_is_not_followed_for_ever(tmp_path: Path) -> None:
    write_file(tmp_path, with_header("SELECT 1;"))
    (tmp_path / "songs" / "again").symlink_to(tmp_path, target_is_directory=True)
    assert list(Statements.load(tmp_path)) == ["songs.do_it"]


def test_two_files_of_one_name_are_refused(tmp_path: Path) -> None:
    first = write_file(tmp_path, with_header("SELECT 1;"), "a/songs/get_song.sql")
    second = write_file(tmp_path, with_header("SELECT 1;"), "b/songs/get_song.sql")
    with pytest.raises(StatementError) as caught:
        Statements.load(tmp_path / "a", tmp_path / "b")
    assert str(caught.value).startswith(
        f"{second}:1:1: a second statement songs.get_song: the first is {first}"
    )


@pytest.mark.parametrize(
    "name",
    ["songs/Get.sql", "songs/get-song.sql", "songs/1.sql", "songs/_x.sql", "Songs/x.sql", "songs/x.SQL"],
)
def test_bad_name_is_refused(name: str, tmp_path: Path) -> None:
    path = write_file(tmp_path, with_header("SELECT 1;"), name)
    with pytest.raises(StatementError) as caught:
        Statements.load(tmp_path)
    assert str(caught.value).startswith(f"{path}:1:1: a bad name for a statement")


def test_missing_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(StatementError, match=r"nowhere:1:1: the folder cannot be read: No such file"):
        Statements.load(tmp_path / "nowhere")


def test_file_in_place_of_a_folder_is_refused(tmp_path: Path) -> None:
    path = write_file(tmp_path, with_header("SELECT 1;"))
    with pytest.raises(StatementError, match="cannot be read: Not a directory"):
        Statements.load(path)


def test_folder_without_statements_is_refused(tmp_path: Path) -> None:
    with pytest.raises(StatementError, match="no statements in this folder"):
        Statements.load(tmp_path)


def test_file_that_cannot_be_read_is_refused(tmp_path: Path) -> None:
    write_file(tmp_path, with_header("SELECT 1;"))
    (tmp_path / "songs" / "gone.sql").symlink_to(tmp_path / "nowhere")
    with pytest.raises(StatementError, match=r"gone\.sql:1:1: the file cannot be read: No such file"):
        Statements.load(tmp_path)


def test_unknown_statement_names_the_nearest(tmp_path: Path) -> None:
    write_file(tmp_path, with_header("SELECT 1;"), "songs/get_song.sql")
    statements = Statements.load(tmp_path)
    with pytest.raises(StatementError, match=r"^no statement songs\.get_sogn; nearest: songs\.get_song$"):
        statements["songs.get_sogn"]
    with pytest.raises(StatementError, match=r"^no statement zzz$"):
        statements["zzz"]
    assert "songs.get_sogn" not in statements
    assert statements.get("songs.get_sogn") is None
    assert statements.get("songs.get_song") is statements["songs.get_song"]


def test_statements_are_compared_by_identity(tmp_path: Path) -> None:
    write_file(tmp_path, with_header("SELECT 1;"))
    first, second = (Statements.load(tmp_path)["songs.do_it"] for _ in range(2))
    assert first != second
    assert len({first, second, first}) == 2


def test_three_hundred_files_load(tmp_path: Path) -> None:
    for number in range(300):
        write_file(tmp_path, WHOLE, f"domain_{number % 6}/get_recording_{number}.sql")
    statements = Statements.load(tmp_path)
    assert len(statements) == 300
    assert {statement.sql.count(b"$") for statement in statements.values()} == {5}


def test_the_packages_own_statements_are_found_and_load() -> None:
    folder = sql_folder()
    assert folder.name == "sql"
    statements = Statements.load(folder)
    assert statements["catalog.get_recording"].path.parent == folder / "catalog"


def test_loading_imports_nothing_heavy(tmp_path: Path) -> None:
    write_file(tmp_path, WHOLE, "catalog/get_recording.sql")
    script = (
        "import sys, types\n"
        "package = types.ModuleType('tracktion_db'); package.__path__ = [sys.argv[1]]\n"
        "sys.modules['tracktion_db'] = package\n"
        "from tracktion_db.statements import Statements\n"
        "Statements.load(sys.argv[2])\n"
        "print(*sorted(sys.modules))\n"
    )
    package = Path(__file__).resolve().parents[2] / "tracktion_db"
    result = subprocess.run(
        [sys.executable, "-I", "-c", script, os.fspath(package), os.fspath(tmp_path)],
        capture_output=True,
        text=True,
        check=True,
    )
    heavy = {"neo4j", "typer", "yoyo", "psycopg", "pydantic", "pydantic_core", "difflib", "tomllib"}
    assert heavy & set(result.stdout.split()) == set()


def constraints_of(folder: Path, toml: str) -> Statement:
    write_file(folder, toml, "songs/constraints.toml")
    return load_file(folder, with_header("SELECT 1;"))


def test_constraints_stand_beside_their_statements(tmp_path: Path) -> None:
    write_file(tmp_path, with_header("SELECT 1;"), "albums/get_album.sql")
    statement = constraints_of(
        tmp_path,
        "[songs_path_unique]\nfield = 'path'\nrule = 'a path is catalogued once'\n"
        "[songs_year_range]\nrule = 'a song is newer than sound'\n",
    )
    assert statement.constraints == {
        "songs_path_unique": Constraint("songs_path_unique", "path", "a path is catalogued once"),
        "songs_year_range": Constraint("songs_year_range", None, "a song is newer than sound"),
    }
    assert Statements.load(tmp_path)["albums.get_album"].constraints == {}


@pytest.mark.parametrize(
    ("toml", "problem"),
    [
        ("[songs", "not TOML"),
        ("songs = 1", "songs stands outside a table"),
        ("[songs]\nfield = 'a'", "[songs] has no rule"),
        ("[songs]\nrule = 'a'\nfeild = 'a'", "[songs] has an unknown key feild\nwrite field"),
        ("[songs]\nrule = 1", "[songs] needs words in quotes as its rule"),
        ("[songs]\nrule = ''", "[songs] needs words in quotes as its rule"),
        (f"[{'x' * 64}]\nrule = 'a'", "is longer than the 63 bytes that PostgreSQL keeps"),
    ],
)
def test_bad_constraints_are_refused(toml: str, problem: str, tmp_path: Path) -> None:
    with pytest.raises(StatementError) as caught:
        constraints_of(tmp_path, toml)
    assert problem in str(caught.value)
    assert str(caught.value).startswith(f"{tmp_path / 'songs' / 'constraints.toml'}:1:1: ")


@pytest.fixture
def statement(tmp_path: Path) -> Statement:
    return load_file(
        tmp_path, with_header("SELECT :song_id, :title;", "song_id: uuid", "title: text or null")
    )


def test_arguments_come_in_the_order_of_the_header(statement: Statement) -> None:
    assert statement.arguments({"title": "A", "song_id": UUID(int=1)}) == (UUID(int=1), "A")
    assert statement.arguments({"title": None, "song_id": UUID(int=1)}) == (UUID(int=1), None)


@pytest.mark.parametrize(
    ("values", "problem"),
    [
        ({}, "songs.do_it: no value for song_id, no value for title"),
        ({"song_id": None}, "songs.do_it: no value for title"),
        (
            {"song_id": UUID(int=1), "titel": "A"},
            "songs.do_it: no value for title, no parameter titel (meant title?)",
        ),
        ({"song_id": UUID(int=1), "title": "A", "zzz": 1}, "songs.do_it: no parameter zzz"),
    ],
)
def test_wrong_names_are_a_usage_error(values: dict[str, object], problem: str, statement: Statement) -> None:
    with pytest.raises(UsageError) as caught:
        statement.arguments(values)
    assert str(caught.value) == problem
    assert caught.value.statement == "songs.do_it"


def test_wrong_value_names_parameter_and_statement(statement: Statement) -> None:
    with pytest.raises(ValidationError, match=r"^song_id: must be a uuid\.UUID$") as caught:
        statement.arguments({"song_id": "secret", "title": "A"})
    assert caught.value.field == "song_id"
    assert caught.value.statement == "songs.do_it"
