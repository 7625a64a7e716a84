"""A header that is wrong is refused at load: path, line and column, and what to write instead."""

from __future__ import annotations

from pathlib import Path

import pytest

from .files import assert_refused, with_header

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
        "a header knows :param, :returns:, :access:, :plan:, :set:, :extension: and :waive",
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
}


@pytest.mark.parametrize("case", BAD)
def test_bad_header_is_refused_at_its_place(case: str, tmp_path: Path) -> None:
    assert_refused(tmp_path, *BAD[case])
