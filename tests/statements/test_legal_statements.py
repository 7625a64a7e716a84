"""Statements that PostgreSQL takes go through unharmed, and what is sent is theirs with ``$n``."""

from __future__ import annotations

from pathlib import Path

import pglast
import pytest

from .files import load_file, with_header

# Each with the parameters a: text, b: integer[], c: integer as far as it uses them, and what is sent of it.
LEGAL = {
    "plain": ("SELECT :a", "SELECT $1"),
    "twice": ("SELECT :a, :a", "SELECT $1, $1"),
    "string": ("SELECT ':x', :a", "SELECT ':x', $1"),
    "doubled quote": ("SELECT ':x'':y', :a", "SELECT ':x'':y', $1"),
    "backslash ends no string": (r"SELECT 'x\', :a, '\'", r"SELECT 'x\', $1, '\'"),
    "escape string": (r"SELECT E'it\'s :x', :a", r"SELECT E'it\'s :x', $1"),
    "escape string, lower case": (r"SELECT e'\\', :a, e'\':x'", r"SELECT e'\\', $1, e'\':x'"),
    "escape string with newline": ("SELECT E'a\\\n:x', :a", "SELECT E'a\\\n:x', $1"),
    "escape string that goes on": (
        "SELECT E'a' -- it's\n  'b\\':x', :a",
        "SELECT E'a' -- it's\n  'b\\':x', $1",
    ),
    "string that goes on": ("SELECT 'a'\n'b\\', :a", "SELECT 'a'\n'b\\', $1"),
    "no escape string after a name": (r"SELECT namE'\', :a, '\'", None),
    "unicode string": (r"SELECT U&'\0441:x' UESCAPE '!', :a", r"SELECT U&'\0441:x' UESCAPE '!', $1"),
    "bits": ("SELECT B'01', X'1F', N':x', :a", "SELECT B'01', X'1F', N':x', $1"),
    "quoted name": ('SELECT 1 AS ":x ""y"" \'", :a', 'SELECT 1 AS ":x ""y"" \'", $1'),
    "unicode name": (r'SELECT 1 AS U&"d\0061t:x", :a', r'SELECT 1 AS U&"d\0061t:x", $1'),
    "dollar quote": ("SELECT $$it's :x; $1 /* $$, :a", "SELECT $$it's :x; $1 /* $$, $1"),
    "tagged dollar quote": ("SELECT $a$ $$ :x $b$ $a$, :a", "SELECT $a$ $$ :x $b$ $a$, $1"),
    "dollar quote in an overlap": ("SELECT $a$ x $b$a$, :a", "SELECT $a$ x $b$a$, $1"),
    "tag beyond ascii": ("SELECT $é$ :x $é$, :a", "SELECT $é$ :x $é$, $1"),
    "dollar inside a name": ("SELECT 1 AS x$y$z, :a, 2 AS y$z", "SELECT 1 AS x$y$z, $1, 2 AS y$z"),
    "line comment": ("SELECT 1 -- :x 'it\n, :a", "SELECT 1 -- :x 'it\n, $1"),
    "line comment at the end": ("SELECT :a -- last", "SELECT $1 -- last"),
    "comment": ("SELECT /* :x ' ; */ :a", "SELECT /* :x ' ; */ $1"),
    "nested comment": ("SELECT /* /* :x */ ' */ :a", "SELECT /* /* :x */ ' */ $1"),
    "comment made of stars": ("SELECT /***/ :a /**/", "SELECT /***/ $1 /**/"),
    "comment after an operator": ("SELECT 2 */* x */ 3 +-- y\n:c", "SELECT 2 */* x */ 3 +-- y\n$1"),
    "comment between comment edges": ("SELECT /*/ :x */ :a", "SELECT /*/ :x */ $1"),
    "cast": ("SELECT :a::text, '1'::integer", "SELECT $1::text, '1'::integer"),
    "cast to an array": ("SELECT :b::integer[]", "SELECT $1::integer[]"),
    "spaced cast": ("SELECT :a :: text", "SELECT $1 :: text"),
    "slice": ("SELECT x[1:2], :a FROM t", "SELECT x[1:2], $1 FROM t"),
    "slice of columns": ("SELECT x[low:high], :a FROM t", "SELECT x[low:high], $1 FROM t"),
    "slice of expressions": (
        "SELECT x[(a.i):t.j], x[f(1):f(2)], x[y[1]:z], :a FROM t",
        "SELECT x[(a.i):t.j], x[f(1):f(2)], x[y[1]:z], $1 FROM t",
    ),
    "slice of parameters": ("SELECT x[:c : :c] FROM t", "SELECT x[$1 : $1] FROM t"),
    "slice from a parameter": ("SELECT x[:c:], x[:c:high] FROM t", "SELECT x[$1:], x[$1:high] FROM t"),
    "slice after a blank colon": ("SELECT x[1 : :c] FROM t", "SELECT x[1 : $1] FROM t"),
    "half slices": ("SELECT x[:], x[1:], x[:2], :a FROM t", "SELECT x[:], x[1:], x[:2], $1 FROM t"),
    "subscript": ("SELECT x[:c], x[1 + :c] FROM t", "SELECT x[$1], x[1 + $1] FROM t"),
    "subscript of a choice": (
        "SELECT x[CASE WHEN :c > 1 THEN :c ELSE :c END] FROM t",
        "SELECT x[CASE WHEN $1 > 1 THEN $1 ELSE $1 END] FROM t",
    ),
    "parameters in brackets in a subscript": ("SELECT x[f(1, :c)] FROM t", "SELECT x[f(1, $1)] FROM t"),
    "array": ("SELECT ARRAY[:a, :a]", "SELECT ARRAY[$1, $1]"),
    "nested array": ("SELECT ARRAY[[:c], [:c]]", "SELECT ARRAY[[$1], [$1]]"),
    "named argument": ("SELECT f(x := :a, y => :a)", "SELECT f(x := $1, y => $1)"),
    "named argument, close": ("SELECT f(x:=:a, y=>:a)", "SELECT f(x:=$1, y=>$1)"),
    "operators": ("SELECT 1 <@:b, -:c, 2+:c, @-:c", "SELECT 1 <@$1, -$2, 2+$2, @-$2"),
    "json operators": (
        "SELECT '{}'::jsonb ?:a, x ?| y, x @? '$'",
        "SELECT '{}'::jsonb ?$1, x ?| y, x @? '$'",
    ),
    "percent": ("SELECT 7 % 2, '%', 100 %:c", "SELECT 7 % 2, '%', 100 %$1"),
    "percent in a comment": ("SELECT :a -- 100% %s %(x)s", "SELECT $1 -- 100% %s %(x)s"),
    "numbers": (
        "SELECT 1e5, 1.5, .5, 1., 0x1F, 1_000, 2.*3, :a",
        "SELECT 1e5, 1.5, .5, 1., 0x1F, 1_000, 2.*3, $1",
    ),
    "parameter after a word": ("SELECT:a", "SELECT $1"),
    "parameter between words": ("SELECT 1 WHERE 1=1 AND:c=1", "SELECT 1 WHERE 1=1 AND $1=1"),
    "parameter after a string": ("SELECT 'x'||:a||'y'", "SELECT 'x'||$1||'y'"),
    "parameter before a dollar quote": ("SELECT :a$$x$$", None),
    "names beyond ascii": ("SELECT straße, :a FROM größe", "SELECT straße, $1 FROM größe"),
    "letters that grow in upper case": ("SELECT ß, ŉ, ﬃ, :a FROM t", "SELECT ß, ŉ, ﬃ, $1 FROM t"),
    "no-break space is part of a name": ("SELECT 1 AS a\u00a0b, :a", "SELECT 1 AS a\u00a0b, $1"),
    "form feed": ("SELECT\f:a", "SELECT\f$1"),
    "carriage returns": ("SELECT\r\n:a -- x\r\n, 1\r\n", "SELECT\r\n$1 -- x\r\n, 1"),
    "count of all": ("SELECT count(*), count( * ), :a FROM t", "SELECT count(*), count( * ), $1 FROM t"),
    "multiplication": (
        "SELECT a.b*c.d, a.b * 2, (a)*(b), 'x' * 2, t1.x*:c FROM t1",
        "SELECT a.b*c.d, a.b * 2, (a)*(b), 'x' * 2, t1.x*$1 FROM t1",
    ),
    "record operators": ("SELECT ROW(1) *= ROW(1), ROW(1) *<> ROW(2), :a", None),
    "star in a string": ("SELECT '*', \"*\", :a /* SELECT * */ FROM t", None),
    "position in a parameter": ("SELECT position('x' IN :a)", "SELECT position('x' IN $1)"),
    "position of an expression in a parameter": (
        "SELECT position(lower('x') IN :a)",
        "SELECT position(lower('x') IN $1)",
    ),
    "slice from a name that ends in IN": ("SELECT x[min:max], :a FROM t", "SELECT x[min:max], $1 FROM t"),
    "parameter after an ordered aggregate": (
        "SELECT f(x ORDER BY x), :c, 1 FROM t",
        "SELECT f(x ORDER BY x), $1, 1 FROM t",
    ),
    "function on tables": (
        "SELECT x.b FROM xmltable('/a' PASSING (:a::xml) COLUMNS b integer) AS x",
        "SELECT x.b FROM xmltable('/a' PASSING ($1::xml) COLUMNS b integer) AS x",
    ),
    "other command": ("ALTER TABLE t ADD COLUMN x integer", "ALTER TABLE t ADD COLUMN x integer"),
    "in a list": ("SELECT 1 IN (:c, 2), 1 IN (SELECT :c)", "SELECT 1 IN ($1, 2), 1 IN (SELECT $1)"),
    "in of one value": ("SELECT 1 IN (:c)", "SELECT 1 IN ($1)"),
    "any": ("SELECT 1 = ANY(:b), 1 <> ALL(:b)", "SELECT 1 = ANY($1), 1 <> ALL($1)"),
    "order by an expression of a parameter": (
        "SELECT x FROM t ORDER BY x <-> :c, CASE WHEN :c = 1 THEN x END LIMIT :c",
        "SELECT x FROM t ORDER BY x <-> $1, CASE WHEN $1 = 1 THEN x END LIMIT $1",
    ),
    "order by a function of a parameter": ("SELECT f(x ORDER BY g(x, :c)), :c FROM t", None),
    "parameter between two orders": (
        "WITH a AS (SELECT x FROM t ORDER BY x LIMIT 1) SELECT f(:c::int[], x) FROM a ORDER BY x",
        None,
    ),
    "parameter after a window": ("SELECT f(x) OVER (ORDER BY x), :c FROM t", None),
    "with": ("WITH x AS (SELECT :a AS y) SELECT y FROM x", "WITH x AS (SELECT $1 AS y) SELECT y FROM x"),
    "values": ("VALUES(:a)", "VALUES($1)"),
    "insert": ("INSERT INTO t (x) VALUES (:a)", "INSERT INTO t (x) VALUES ($1)"),
    "on conflict": (
        "INSERT INTO t (x) VALUES (:a) ON CONFLICT (x) DO UPDATE SET x = :a RETURNING t.x",
        "INSERT INTO t (x) VALUES ($1) ON CONFLICT (x) DO UPDATE SET x = $1 RETURNING t.x",
    ),
    "delete": ("DELETE FROM t WHERE x = :a", "DELETE FROM t WHERE x = $1"),
    "call": ("CALL p(:a)", "CALL p($1)"),
    "at time zone": ("SELECT now() AT TIME ZONE :a", "SELECT now() AT TIME ZONE $1"),
    "lower case": ("select :a", "select $1"),
}
TYPES = {"a": "a: text", "b": "b: integer[]", "c": "c: integer"}


def used(sql: str) -> list[str]:
    return [TYPES[name] for name in TYPES if f":{name}" in sql.replace("::", "")]


def sent(statement_sql: bytes) -> str:
    """What goes to the server, without the statement's name after the first keyword."""
    sql = statement_sql.decode()
    assert sql.count(" /* songs.do_it */") == 1
    return sql.replace(" /* songs.do_it */", "", 1)


@pytest.mark.parametrize("case", LEGAL)
def test_legal_statement_goes_through(case: str, tmp_path: Path) -> None:
    sql, expected = LEGAL[case]
    statement = load_file(tmp_path, with_header(f"{sql}\n;\n-- the end\n", *used(sql)))
    if expected is not None:
        assert sent(statement.sql) == expected
    if case not in ("no escape string after a name", "parameter before a dollar quote"):
        assert len(pglast.parse_sql(statement.sql.decode())) == 1


def test_name_stands_after_the_first_keyword(tmp_path: Path) -> None:
    statement = load_file(tmp_path, with_header("\n/* above */ SELECT/**/1 ;  -- after\n/* all */\n"))
    assert statement.sql == b"SELECT /* songs.do_it *//**/1"


def test_numbers_follow_the_header_and_not_the_statement(tmp_path: Path) -> None:
    statement = load_file(tmp_path, with_header("SELECT :c, :a, :b;", "a: text", "b: uuid[]", "c: bigint"))
    assert sent(statement.sql) == "SELECT $3, $1, $2"
    assert statement.oids == (25, 2951, 20)


def test_longer_name_is_its_own_parameter(tmp_path: Path) -> None:
    statement = load_file(tmp_path, with_header("SELECT :a_b, :a;", "a: text", "a_b: text"))
    assert sent(statement.sql) == "SELECT $2, $1"


def test_colon_after_an_operand_parts_a_slice_only_in_square_brackets(tmp_path: Path) -> None:
    statement = load_file(tmp_path, with_header("SELECT x[f(1 :c)] FROM t;", "c: integer"))
    assert sent(statement.sql) == "SELECT x[f(1 $1)] FROM t"


def test_copy_takes_its_columns_from_the_header(tmp_path: Path) -> None:
    sql = 'COPY songs ( title , "year" )\nFROM STDIN WITH (FORMAT BINARY);'
    statement = load_file(tmp_path, with_header(sql, "title: text", "year: integer", returns="count"))
    assert statement.is_copy
    assert statement.sql.startswith(b"COPY /* songs.do_it */ songs (")


def test_reading_statement_may_hold_words_that_only_look_like_writes(tmp_path: Path) -> None:
    sql = "SELECT t.update, updated_at, t.share, share, \"delete\", 'INSERT', :insert_x /* MERGE */ FROM t;"
    statement = load_file(tmp_path, with_header(sql, "insert_x: text", access="read"))
    assert statement.reads_only
