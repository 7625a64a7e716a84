"""``check`` as a library: what it answers, what is waived, and that it leaves nothing behind."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import psycopg
import pytest

from tests.check.made_records import make_record
from tests.statements.files import with_header, write_file
from tracktion_db.check.check import Checked, check, check_all
from tracktion_db.errors import UsageError
from tracktion_db.statements import Statements

Connection = psycopg.Connection[Any]

TABLES = """
    CREATE TABLE songs (id bigint PRIMARY KEY, title text NOT NULL, mood text);
    CREATE SEQUENCE numbers;
"""
GET_TITLE = "SELECT song.title FROM songs AS song WHERE song.id = :song_id;"
GET_MOOD = "SELECT song.mood FROM songs AS song WHERE song.id = :song_id;"


@pytest.fixture
def songs(connection: Connection) -> Connection:
    connection.execute(TABLES)
    return connection


def load(folder: Path, **files: str) -> Statements:
    """The statements of domain songs with these texts, by verb_noun."""
    for name, text in files.items():
        write_file(folder, text, f"songs/{name}.sql")
    return Statements.load(folder)


def get_title(*, returns: str = "at most one", waive: str = "", sql: str = GET_TITLE) -> str:
    text = with_header(sql, "song_id: bigint  the song", returns=returns, access="read")
    return text.replace("-- :access: read", f"-- :access: read\n-- :waive {waive}") if waive else text


def of_one(connection: Connection, folder: Path, text: str) -> Checked:
    return check_all(load(folder, get_title=text), connection)


def test_a_statement_without_faults_has_no_findings(songs: Connection, tmp_path: Path) -> None:
    record = make_record(title=str)
    checked = of_one(songs, tmp_path, get_title(returns=f"at most one songs.{record.__name__}"))
    assert (checked.statements, checked.findings, checked.waived, checked.notes) == (1, [], [], [])
    assert checked.server_version[:2].isdigit()


def test_findings_come_in_the_order_of_paths_and_lines(songs: Connection, tmp_path: Path) -> None:
    record = make_record(name=str)
    wrong = get_title(returns=f"one songs.{record.__name__}", sql="SELECT song.titl FROM songs AS song;")
    statements = load(
        tmp_path,
        get_b=get_title(returns="one songs.NobodyKnows"),
        get_a=wrong.replace("-- :param song_id: bigint  the song\n", ""),
        get_c=get_title(returns=f"one songs.{record.__name__}", sql=GET_TITLE.replace("= :", "<> :")),
    )
    found = check(list(statements.values())[::-1], songs)
    assert [(Path(finding.path).name, finding.line, finding.rule) for finding in found] == [
        ("get_a.sql", 5, "prepare"),
        ("get_b.sql", 4, "record"),
        ("get_c.sql", 4, "cardinality"),
        ("get_c.sql", 4, "columns"),
        ("get_c.sql", 6, "columns"),
        ("get_c.sql", 6, "index"),
    ]
    assert {finding.statement for finding in found} == {"songs.get_a", "songs.get_b", "songs.get_c"}
    assert found == check(statements, songs)


def test_what_the_server_refuses_is_shown_at_its_place_with_its_words(
    songs: Connection, tmp_path: Path
) -> None:
    (found,) = of_one(songs, tmp_path, get_title(sql=GET_TITLE.replace(".title", ".titel"))).findings
    assert (found.rule, found.line, found.column) == ("prepare", 6, 8)
    lines = str(found).split("\n")
    assert lines[0].endswith("get_title.sql:6:8: the server refuses the statement [prepare]")
    assert lines[1:] == [
        "    SELECT song.titel FROM songs AS song WHERE song.id = :song_id;",
        "           ^",
        "server: column song.titel does not exist",
        'Perhaps you meant to reference the column "song.title".',
    ]


def test_a_waived_finding_is_listed_with_its_reason_and_not_found(songs: Connection, tmp_path: Path) -> None:
    record = make_record(mood=str)
    returns = f"at most one songs.{record.__name__}"
    for waive in ("nullable: always set by now", "nullable mood: always set by now"):
        checked = of_one(songs, tmp_path, get_title(returns=returns, waive=waive, sql=GET_MOOD))
        assert checked.findings == []
        (waived,) = checked.waived
        assert (waived.finding.rule, waived.finding.subject) == ("nullable", "mood")
        assert waived.reason == "always set by now"


def test_a_waiver_for_another_subject_leaves_the_finding(songs: Connection, tmp_path: Path) -> None:
    record = make_record(mood=str)
    text = get_title(
        returns=f"at most one songs.{record.__name__}", waive="nullable title: always set", sql=GET_MOOD
    )
    checked = of_one(songs, tmp_path, text)
    assert [finding.rule for finding in checked.findings] == ["waiver", "nullable"]
    assert checked.findings[0].problem == "nothing to waive: nullable finds nothing about title here"
    assert checked.findings[0].instead == "remove the line"
    assert checked.waived == []


def test_a_misspelt_subject_of_a_waiver_is_told_the_one_that_was_meant(
    songs: Connection, tmp_path: Path
) -> None:
    record = make_record(mood=str)
    text = get_title(
        returns=f"at most one songs.{record.__name__}", waive="nullable moood: always set", sql=GET_MOOD
    )
    assert of_one(songs, tmp_path, text).findings[0].instead == "write :waive nullable mood:"


@pytest.mark.parametrize(
    ("waive", "problem", "instead"),
    [
        ("index: a small table", "nothing to waive: index finds nothing here", "remove the line"),
        ("nulable: why not", "no rule is called nulable", "write nullable"),
        ("xyzzy: why not", "no rule is called xyzzy", "write one of between-timestamps, "),
        ("prepare: later", "findings of prepare cannot be waived", "remove the line"),
        ("waiver: all of them", "findings of waiver cannot be waived", "remove the line"),
    ],
)
def test_a_waiver_that_is_for_nothing_is_found(
    songs: Connection, tmp_path: Path, waive: str, problem: str, instead: str
) -> None:
    record = make_record(title=str)
    text = get_title(returns=f"at most one songs.{record.__name__}", waive=waive)
    (found,) = of_one(songs, tmp_path, text).findings
    assert (found.rule, found.line, found.column) == ("waiver", 6, 4)
    assert found.problem == problem
    assert found.instead.startswith(instead)


def test_a_statement_without_a_tree_is_noted_and_its_waivers_are_left_alone(
    songs: Connection, tmp_path: Path
) -> None:
    text = with_header("ANALYZE songs;").replace("-- :returns", "-- :waive index: reads all\n-- :returns")
    checked = check_all(load(tmp_path, count_again=text), songs)
    assert checked.findings == []
    (note,) = checked.notes
    assert note.statement == "songs.count_again"
    assert "the server analyses no such command" in str(note)


def test_a_tree_too_deep_to_read_is_noted_and_the_other_rules_still_look(
    songs: Connection, tmp_path: Path
) -> None:
    record = make_record(total=str)
    deep = " + ".join(["1"] * 1500)
    text = get_title(
        returns=f"at most one songs.{record.__name__}",
        sql=f"SELECT {deep} + song.id AS total FROM songs AS song WHERE song.id = :song_id;",
    )
    checked = of_one(songs, tmp_path, text)
    assert "cannot be read: RecursionError" in checked.notes[0].text
    assert "type" in [finding.rule for finding in checked.findings]


def test_none_is_useless_only_where_no_statement_of_the_record_has_null(
    songs: Connection, tmp_path: Path
) -> None:
    record = make_record(mood=(str | None))
    returns = f"at most one songs.{record.__name__}"
    known = get_title(
        returns=returns,
        sql="SELECT song.mood FROM songs AS song WHERE song.id = :song_id AND song.mood IS NOT NULL;",
    )
    alone = load(tmp_path / "alone", get_known=known)
    (found,) = check(alone, songs)
    assert (found.rule, found.subject, found.instead) == ("nullable", "mood", "write mood: str")
    assert found.problem.startswith("column mood is never null, field mood of Made")
    all_of_them = load(tmp_path / "both", get_known=known, get_mood=get_title(returns=returns, sql=GET_MOOD))
    assert check(all_of_them, songs) == []
    others = [statement for statement in all_of_them.values() if statement.name == "songs.get_mood"]
    assert check_all(alone, songs, beside=others).findings == []


def left_behind(connection: Connection) -> dict[str, object]:
    """What a check could have made or changed: catalogs, the session, rows, sequences, locks."""
    counts = {
        name: connection.execute(f"SELECT count(*) FROM {name}".encode()).fetchone()
        for name in (
            "pg_proc",
            "pg_class",
            "pg_type",
            "pg_namespace",
            "pg_depend",
            "pg_prepared_statements",
            "pg_cursors",
            "songs",
        )
    }
    settings = connection.execute("SELECT name, setting FROM pg_settings ORDER BY name").fetchall()
    numbers = connection.execute("SELECT last_value, is_called FROM numbers").fetchone()
    locks = connection.execute("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'").fetchone()
    written = connection.execute(
        "SELECT sum(n_tup_ins + n_tup_upd + n_tup_del) FROM pg_stat_xact_user_tables"
    ).fetchone()
    return {**counts, "settings": settings, "numbers": numbers, "locks": locks, "written": written}


def test_nothing_is_executed_and_nothing_stays(songs: Connection, tmp_path: Path) -> None:
    songs.execute("INSERT INTO songs VALUES (1, 'The Bells', NULL)")
    before = left_behind(songs)
    statements = load(
        tmp_path,
        add_song=with_header(
            "INSERT INTO songs (id, title) VALUES (nextval('numbers'), 'x');", returns="count"
        ),
        remove_songs=with_header("DELETE FROM songs AS song WHERE song.id > 0;", returns="count"),
        lock_songs=with_header("SELECT pg_advisory_lock(1) AS locked;", returns="nothing"),
        set_zone=with_header("SELECT set_config('TimeZone', 'Asia/Tokyo', false) AS zone;"),
        copy_songs=with_header(
            "COPY songs (id, title) FROM STDIN (FORMAT BINARY);",
            "id: bigint  the song",
            "title: text  its title",
            returns="count",
        ),
        clear_songs=with_header("TRUNCATE songs;"),
        get_title=get_title(),
        get_wrong=with_header("SELECT nowhere.x FROM nowhere;", returns="one"),
    )
    check(statements, songs)
    assert left_behind(songs) == before


def test_a_connection_of_its_own_transaction_is_left_outside_of_one(
    database_url: str, tmp_path: Path
) -> None:
    with psycopg.connect(database_url) as connection:
        statements = load(tmp_path, list_ones=with_header("SELECT 1 AS one;", returns="one", access="read"))
        assert check(statements, connection) == []
        assert connection.info.transaction_status == psycopg.pq.TransactionStatus.IDLE
    with psycopg.connect(database_url, autocommit=True) as connection:
        assert check(statements, connection) == []


def test_a_role_that_may_not_make_temporary_functions_is_told_which_right_it_lacks(
    songs: Connection, tmp_path: Path
) -> None:
    songs.execute(
        """
        DO $$ BEGIN
            EXECUTE format('REVOKE TEMPORARY ON DATABASE %I FROM PUBLIC', current_database());
        END $$;
        CREATE ROLE tracktion_db_without_temporary;
        GRANT SELECT ON songs TO tracktion_db_without_temporary;
        SET LOCAL ROLE tracktion_db_without_temporary;
        """
    )
    with pytest.raises(UsageError, match="its role needs the right TEMPORARY on the database"):
        check(load(tmp_path, get_title=get_title()), songs)
    assert songs.execute("SELECT count(*) FROM songs").fetchone() == (0,)


def test_a_connection_that_cannot_be_used_is_refused(songs: Connection, tmp_path: Path) -> None:
    statements = load(tmp_path, get_title=get_title())
    with pytest.raises(psycopg.errors.UndefinedTable):
        songs.execute("SELECT 1 FROM nowhere")
    with pytest.raises(UsageError, match="a failed transaction"):
        check(statements, songs)
    songs.rollback()
    with songs.pipeline(), pytest.raises(UsageError, match="out of pipeline mode"):
        check(statements, songs)
    songs.close()
    with pytest.raises(UsageError, match="an open connection"):
        check(statements, songs)
