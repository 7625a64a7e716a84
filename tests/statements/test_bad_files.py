"""A bad file is refused at load: path, line and column, the line with a caret, and what to write instead."""

from __future__ import annotations

from pathlib import Path

import pytest

from tracktion_db.errors import StatementError

from .files import load_file, with_header, write_file

# A whole file with the mark ⟨ before the place that the error must name, and words of the message.
BAD = {
    "unknown parameter": (
        with_header("SELECT :title,\n  ⟨:titel;", "title: text"),
        "unknown parameter :titel",
        "write :title",
    ),
    "undeclared parameter": (
        with_header("SELECT ⟨:x;"),
        "unknown parameter :x",
        "declare it in the header: -- :param x: type  meaning",
    ),
    "parameter of another case": (
        with_header("SELECT ⟨:Title;", "title: text"),
        "unknown parameter :Title",
        "write :title",
    ),
    "unused parameter": (
        with_header("SELECT :a;", "a: text", "⟨b: text"),
        "parameter b is never used",
        "use :b in the statement, or remove the line",
    ),
    "parameter used only in a comment": (
        with_header("SELECT 1; -- :a", "⟨a: text"),
        "parameter a is never used",
        "",
    ),
    "untyped parameter": (
        with_header("SELECT :a;", "⟨a"),
        "parameter a has no type",
        "write :param name: type  meaning",
    ),
    "untyped parameter with a colon": (with_header("SELECT :a;", "⟨a:"), "parameter a has no type", ""),
    "untyped parameter with a meaning": (
        with_header("SELECT :a;", "⟨a the first letter"),
        "parameter a has no type",
        "",
    ),
    "unknown type": (with_header("SELECT :a;", "a: ⟨txt  a letter"), "unknown type txt", "write text"),
    "unknown array type": (with_header("SELECT :a;", "a: ⟨uid[]"), "unknown type uid[]", "write uuid[]"),
    "type of another world": (with_header("SELECT :a;", "a: ⟨varchar"), "unknown type varchar", "write text"),
    "timestamp without a zone": (
        with_header("SELECT :a;", "a: ⟨timestamp  when"),
        "unknown type timestamp",
        "write timestamptz",
    ),
    "json": (with_header("SELECT :a;", "a: ⟨json  values"), "unknown type json", "write jsonb"),
    "type with a modifier": (
        with_header("SELECT :a;", "a: ⟨numeric(10,2)  price"),
        "unknown type numeric(10,2)",
        "write numeric without a modifier, and cast in the statement",
    ),
    "array of arrays": (with_header("SELECT :a;", "a: ⟨text[][]"), "unknown type text[][]", "write text[]"),
    "type like none": (
        with_header("SELECT :a;", "a: ⟨geometry  where"),
        "unknown type geometry",
        "write one of bigint, boolean, bytea, date, double precision, integer, interval, jsonb, numeric, "
        "smallint, text, timestamptz, uuid (with [] for an array), and cast in the statement",
    ),
    "duplicate parameter": (
        with_header("SELECT :a;", "a: text", "⟨a: text"),
        "a second parameter a",
        "declare each parameter once",
    ),
    "bad parameter name": (with_header("SELECT 1;", "⟨Größe: text"), "a bad parameter name", "lower case"),
    "keyword as parameter": (
        with_header("SELECT :from;", "⟨from: text"),
        "from is a keyword of Python",
        "another name",
    ),
    "unknown directive": (
        "-- Do it.\n--\n-- ⟨:parm a: text\n-- :returns: nothing\nSELECT 1;",
        "unknown directive :parm",
        "write :param name: type  meaning",
    ),
    "parameters in the plural": (
        "-- Do it.\n-- ⟨:params a: text\n-- :returns: nothing\nSELECT 1;",
        "unknown directive :params",
        "write :param name: type  meaning",
    ),
    "directive without its colon": (
        "-- Do it.\n-- ⟨:returns nothing\nSELECT 1;",
        "unknown directive :returns",
        "write :returns: and one of",
    ),
    "directive like none": (
        "-- Do it.\n-- ⟨:zzz: x\n-- :returns: nothing\nSELECT 1;",
        "unknown directive :zzz:",
        "a header knows :param, :returns: and :access:",
    ),
    "missing returns": (
        "⟨-- Do it.\nSELECT 1;",
        "the header has no :returns:",
        "write -- :returns: and one of",
    ),
    "no header": ("⟨SELECT 1;", "the header has no :returns:", "write -- :returns: and one of"),
    "returns twice": (
        "-- Do it.\n-- :returns: nothing\n-- ⟨:returns: one\nSELECT 1;",
        "a second :returns:",
        "keep one of them",
    ),
    "bad shape": (with_header("SELECT 1;", returns="⟨some"), "unknown shape", "one | at most one | many"),
    "empty shape": (
        "-- Do it.\n-- :returns:⟨ \nSELECT 1;",
        "unknown shape",
        "one | at most one | many",
    ),
    "record without a domain": (
        with_header("SELECT 1;", returns="one ⟨Song"),
        "not a record",
        "write domain.Record",
    ),
    "record for a count": (
        with_header("DELETE FROM t;", returns="count ⟨songs.Song"),
        "count answers no rows, so no records",
        "write count",
    ),
    "bad access": (
        with_header("SELECT 1;", access="⟨reed"),
        "unknown access",
        "write :access: read, or leave the line out",
    ),
    "no purpose": (
        "⟨-- :returns: nothing\nSELECT 1;",
        "the header has no purpose",
        "begin with a sentence",
    ),
    "text between directives": (
        "-- Do it.\n-- :param a: text\n-- ⟨param b: text\n-- :returns: one\nSELECT :a;",
        "text between the directives",
        "indent it deeper",
    ),
    "empty file": ("⟨", "the file is empty", "write a header and one statement"),
    "blank file": ("⟨ \n\n", "the file is empty", "write a header and one statement"),
    "no statement": (
        with_header("/* nothing */\n-- here", returns="nothing").replace("-- Do", "⟨-- Do"),
        "no statement below the header",
        "write one statement",
    ),
    "only a semicolon": (with_header("⟨;"), "no statement before this semicolon", ""),
    "two statements": (
        with_header("SELECT 1;\n /* x */ ⟨SELECT 2;"),
        "a second statement",
        "one statement per file",
    ),
    "second semicolon": (with_header("SELECT 1;⟨;"), "a second statement", "one statement per file"),
    "no semicolon": (with_header("SELECT ⟨1\n\n"), "the statement does not end", "write ; after it"),
    "semicolon in a comment": (with_header("SELECT 1 -- ⟨;"), "the statement does not end", ""),
    "NUL": (with_header("SELECT '⟨\0';"), "a NUL character", "remove it"),
    "lone carriage return": (
        with_header("SELECT 1 -- x⟨\r, :y\n;"),
        "a carriage return without a line feed",
        "line feed",
    ),
    "star": (with_header("SELECT ⟨* FROM t;"), "a star", "list the columns"),
    "star without a blank": (with_header("SELECT⟨*FROM t;"), "a star", "list the columns"),
    "star after a comment": (with_header("SELECT /* all */ ⟨* FROM t;"), "a star", "list the columns"),
    "distinct star": (with_header("SELECT DISTINCT ⟨* FROM t;"), "a star", "list the columns"),
    "distinct on star": (with_header("SELECT DISTINCT ON (x) ⟨* FROM t;"), "a star", "list the columns"),
    "second star": (with_header("SELECT x * 2, ⟨* FROM t;"), "a star", "list the columns"),
    "star of a table": (with_header("SELECT t1.x, t1.⟨* FROM t1;"), "a star", "list the columns"),
    "star of a quoted table": (with_header('SELECT "t" . ⟨* FROM "t";'), "a star", "list the columns"),
    "star of a composite": (with_header("SELECT (f(x)).⟨* FROM t;"), "a star", "list the columns"),
    "star in a subquery": (
        with_header("SELECT 1 WHERE EXISTS (SELECT ⟨* FROM t);"),
        "a star",
        "list the columns",
    ),
    "returning star": (with_header("DELETE FROM t RETURNING ⟨*;"), "a star", "list the columns"),
    "returning a table's star": (with_header("DELETE FROM t RETURNING t.⟨*;"), "a star", "list the columns"),
    "table": (with_header("⟨TABLE t;"), "TABLE is SELECT *", "write SELECT and the columns"),
    "table in a query": (
        with_header("WITH x AS (⟨TABLE t) SELECT x.y FROM x;"),
        "TABLE is SELECT *",
        "write SELECT and the columns",
    ),
    "psql command": (with_header("⟨\\set x 1\nSELECT :x;"), "a psql command", "one statement only"),
    "psql command at the end": (with_header("SELECT 1 ⟨\\gx"), "a psql command", "one statement only"),
    "psql command after the end": (with_header("SELECT 1; ⟨\\echo done"), "a psql command", ""),
    "quoted psql variable": (
        with_header("SELECT ⟨:'title';", "title: text"),
        "psql's :'...' is no parameter",
        "write :name without quotes",
    ),
    "psql variable as a name": (
        with_header('SELECT 1 FROM ⟨:"table";'),
        'psql\'s :"..." is no parameter',
        "a name cannot be a parameter",
    ),
    "psql's test of a variable": (
        with_header("SELECT ⟨:{?title};"),
        "psql's :{...} is no parameter",
        "IS NULL OR",
    ),
    "numbered parameter": (
        with_header("SELECT ⟨$1;"),
        "a numbered parameter",
        "write :name, and :param name: type  meaning in the header",
    ),
    "slice up to a parameter": (
        with_header("SELECT x[1⟨:b] FROM t;", "b: integer"),
        "a slice and a parameter in one",
        "write both colons apart: [1 : :b]",
    ),
    "slice between parameters": (
        with_header("SELECT x[:a⟨:b] FROM t;", "a: integer", "b: integer"),
        "a slice and a parameter in one",
        "[1 : :b]",
    ),
    "in": (with_header("SELECT 1 ⟨IN :ids;", "ids: integer[]"), "IN takes no array", "write = ANY(:ids)"),
    "not in": (
        with_header("SELECT 1 NOT ⟨IN (:ids);", "ids: integer[]"),
        "IN takes no array",
        "write <> ALL(:ids) instead of NOT IN",
    ),
    "in, not of position": (
        with_header("SELECT position('x' IN y), (1 ⟨IN :ids) FROM t;", "ids: integer[]"),
        "IN takes no array",
        "write = ANY(:ids)",
    ),
    "order by a parameter": (
        with_header("SELECT x FROM t ORDER BY ⟨:a;", "a: text"),
        "a parameter as sort order",
        "name the column",
    ),
    "order by a second parameter": (
        with_header("SELECT x FROM t ORDER BY x DESC, ⟨:a ASC LIMIT 1;", "a: text"),
        "a parameter as sort order",
        "",
    ),
    "order by a cast parameter": (
        with_header("SELECT x FROM t ORDER BY f(x, :a), (⟨:a::text);", "a: text"),
        "a parameter as sort order",
        "",
    ),
    "order by a parameter in a window": (
        with_header("SELECT f(x) OVER (PARTITION BY y ORDER BY ⟨:a ROWS 1 PRECEDING) FROM t;", "a: text"),
        "a parameter as sort order",
        "",
    ),
    "many without an order": (
        with_header("SELECT x FROM t;", returns="⟨many songs.Song"),
        "many rows without an order",
        "ORDER BY that ends in a unique key",
    ),
    "page with an inner order": (
        with_header("SELECT x FROM (SELECT x FROM t ORDER BY x) AS t;", returns="⟨page"),
        "page rows without an order",
        "",
    ),
    "many with an order in a comment": (
        with_header("SELECT x FROM t -- ORDER BY x\n;", returns="⟨many"),
        "many rows without an order",
        "",
    ),
    "read that inserts": (
        with_header("⟨INSERT INTO t (x) VALUES (1);", access="read"),
        ":access: read, but INSERT writes",
        "remove the line :access: read",
    ),
    "read that writes in a part": (
        with_header("WITH x AS (⟨DELETE FROM t RETURNING y) SELECT y FROM x;", access="read"),
        ":access: read, but DELETE writes or locks",
        "",
    ),
    "read that locks": (
        with_header("SELECT x FROM t FOR NO KEY ⟨UPDATE;", access="read"),
        ":access: read, but UPDATE writes or locks",
        "",
    ),
    "read that shares a lock": (
        with_header("SELECT share FROM t FOR KEY\n⟨SHARE;", access="read"),
        ":access: read, but SHARE writes or locks",
        "",
    ),
    "read that makes a table": (
        with_header("SELECT x ⟨INTO y FROM t;", access="read"),
        ":access: read, but INTO writes or locks",
        "",
    ),
    "read that draws a number": (
        with_header("SELECT ⟨nextval ('s');", access="read"),
        ":access: read, but NEXTVAL writes or locks",
        "",
    ),
    "read that refreshes": (
        with_header("⟨REFRESH MATERIALIZED VIEW v;", access="read"),
        ":access: read, but REFRESH writes",
        "",
    ),
    "read that copies": (
        with_header("⟨COPY t (a) FROM STDIN (FORMAT BINARY);", "a: text", returns="count", access="read"),
        ":access: read, but COPY writes",
        "",
    ),
    "copy in text": (
        with_header("⟨COPY t (a) FROM STDIN;", "a: text", returns="count"),
        "a COPY that is not a binary one",
        "write COPY table (column, ...) FROM STDIN (FORMAT BINARY);",
    ),
    "copy of other columns": (
        with_header("COPY t (a, ⟨c) FROM STDIN (FORMAT BINARY);", "a: text", "b: text", returns="count"),
        "column 2 of COPY is not parameter 2 of the header",
        "one :param for each column",
    ),
    "copy of fewer columns": (
        with_header("COPY t (a) FROM STDIN (FORMAT BINARY);", "a: text", "⟨b: text", returns="count"),
        "parameter b is no column of COPY",
        "add b to the columns",
    ),
    "copy that returns nothing": (
        with_header("COPY t (a) FROM STDIN (FORMAT BINARY);", "a: text", returns="⟨nothing"),
        "COPY answers how many rows it wrote",
        "write :returns: count",
    ),
    "misspelt command": (with_header("⟨SELCT 1;"), "a statement cannot start with this", "write SELECT"),
    "command like none": (
        with_header("⟨XYZZY;"),
        "a statement cannot start with this",
        "start with SELECT",
    ),
    "bracket at the start": (
        with_header("⟨(SELECT 1);"),
        "a statement cannot start with this",
        "start with SELECT",
    ),
    "transaction": (with_header("⟨COMMIT;"), "COMMIT is not for statement files", "to the executor"),
    "open string": (with_header("SELECT ⟨'x;\n"), "a string that does not end", "close it with '"),
    "open string after a doubled quote": (
        with_header("SELECT ⟨'x''y;"),
        "a string that does not end",
        "close it with '",
    ),
    "open escape string": (with_header(r"SELECT ⟨E'x\';"), "a string that does not end", "close it with '"),
    "open name": (with_header('SELECT ⟨"x;'), "a quoted name that does not end", 'close it with "'),
    "open comment": (with_header("SELECT ⟨/* /* */ 1;"), "a comment that does not end", "close it with */"),
    "open comment at the end": (with_header("SELECT 1; ⟨/* x"), "a comment that does not end", ""),
    "open dollar quote": (
        with_header("SELECT ⟨$a$ x $b$;"),
        "a dollar quote that does not end",
        "same $tag$",
    ),
    "brace": (with_header("SELECT ⟨{x};"), "this character has no meaning in SQL", "remove it"),
    "control character": (with_header("SELECT ⟨\x01;"), "this character has no meaning in SQL", "remove it"),
}


@pytest.mark.parametrize("case", BAD)
def test_bad_file_is_refused_at_its_place(case: str, tmp_path: Path) -> None:
    marked, problem, instead = BAD[case]
    assert marked.count("⟨") == 1
    before, _, after = marked.partition("⟨")
    line = before.count("\n") + 1
    column = len(before) - (before.rfind("\n") + 1) + 1
    with pytest.raises(StatementError) as caught:
        load_file(tmp_path, before + after)

    error = caught.value
    path = str(tmp_path / "songs" / "do_it.sql")
    assert (error.path, error.line, error.column) == (path, line, column)
    place, shown, caret, advice = str(error).split("\n")
    assert place.startswith(f"{path}:{line}:{column}: {problem}")
    assert instead in advice
    assert caret == "    " + " " * (column - 1) + "^"
    text = (before + after).split("\n")[line - 1].rstrip("\r")
    assert shown == "    " + "".join(c if c.isprintable() else "\ufffd" for c in text)


def test_byte_order_mark_is_refused(tmp_path: Path) -> None:
    with pytest.raises(StatementError, match=r"do_it\.sql:1:1: the file starts with a byte order mark"):
        load_file(tmp_path, b"\xef\xbb\xbf" + with_header("SELECT 1;").encode())


def test_file_that_is_not_utf_8_is_refused_at_the_first_wrong_byte(tmp_path: Path) -> None:
    with pytest.raises(StatementError, match=r"do_it\.sql:2:10: this is not UTF-8") as caught:
        load_file(tmp_path, "-- é\nSELECT 'é".encode() + b"\xe9';\n")
    assert str(caught.value).split("\n")[1:3] == ["    SELECT 'é\ufffd';", "             ^"]


def test_place_is_counted_in_characters(tmp_path: Path) -> None:
    with pytest.raises(StatementError, match=r"do_it\.sql:4:14: unknown parameter :x"):
        load_file(tmp_path, with_header("SELECT '🎵é', :x;"))


def test_caret_stands_below_tabs(tmp_path: Path) -> None:
    with pytest.raises(StatementError) as caught:
        load_file(tmp_path, with_header("SELECT\n\t1,\t:x;"))
    assert str(caught.value).split("\n")[1:3] == ["    \t1,\t:x;", "    \t  \t^"]


def test_long_line_is_shown_around_the_caret(tmp_path: Path) -> None:
    with pytest.raises(StatementError) as caught:
        load_file(tmp_path, with_header("SELECT " + "1, " * 3000 + ":x" + ", 1" * 3000 + ";"))
    error = caught.value
    assert error.column == 9008
    shown, caret = str(error).split("\n")[1:3]
    assert len(shown) < 110
    assert shown[caret.index("^") :].startswith(":x, 1")


def test_parameter_of_a_service_is_refused_in_its_own_file(tmp_path: Path) -> None:
    write_file(tmp_path, with_header("SELECT 1;"), "songs/a.sql")
    write_file(tmp_path, with_header("SELECT :x;"), "songs/b.sql")
    with pytest.raises(StatementError, match=r"songs/b\.sql:4:8: "):
        load_file(tmp_path, with_header("SELECT 1;"))
