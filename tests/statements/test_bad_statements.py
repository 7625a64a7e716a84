"""A statement that is wrong is refused at load: path, line and column, and what to write instead."""

from __future__ import annotations

from pathlib import Path

import pytest

from .files import assert_refused, with_header

PAGE = "SELECT x FROM t WHERE x > :after_x ORDER BY x"
PAGE_PARAMETERS = ("after_x: text", "row_limit: bigint")
# A whole file with the mark ⟨ before the place that the error must name, and words of the message.
BAD = {
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
    "page without a limit": (
        with_header(f"{PAGE} FETCH FIRST (:row_limit + 1) ROWS ONLY;", *PAGE_PARAMETERS, returns="⟨page"),
        "a page that does not read one row more",
        "end the statement with LIMIT :row_limit + 1",
    ),
    "page limited to its rows": (
        with_header(f"{PAGE} ⟨LIMIT :row_limit;", *PAGE_PARAMETERS, returns="page"),
        "a page that does not read one row more",
        "end the statement with LIMIT :row_limit + 1",
    ),
    "page limited to many rows more": (
        with_header(f"{PAGE} ⟨LIMIT :row_limit + 10;", *PAGE_PARAMETERS, returns="page"),
        "a page that does not read one row more",
        "",
    ),
    "page with an inner limit": (
        with_header(
            "SELECT x FROM (SELECT x FROM t LIMIT :row_limit + 1) AS t WHERE x > :after_x ORDER BY x;",
            *PAGE_PARAMETERS,
            returns="⟨page",
        ),
        "a page that does not read one row more",
        "",
    ),
    "page without row_limit": (
        with_header(f"{PAGE} LIMIT 2;", "after_x: text", returns="⟨page"),
        "a page without the parameter row_limit",
        "-- :param row_limit: bigint",
    ),
    "page without a start": (
        with_header("SELECT x FROM t ORDER BY x LIMIT :row_limit + 1;", "row_limit: bigint", returns="⟨page"),
        "a page that cannot start after a row",
        "after_<column>",
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
        with_header("⟨(SELECT 1) UNION (SELECT 2);"),
        "a statement cannot start with this",
        "write the first query without brackets",
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
def test_bad_statement_is_refused_at_its_place(case: str, tmp_path: Path) -> None:
    assert_refused(tmp_path, *BAD[case])
