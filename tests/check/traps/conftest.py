"""A schema in which every trap can be fallen into."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

from tests.check.support import analysed
from tracktion_db.check.findings import Finding
from tracktion_db.check.reading.analysis import Analysed

SCHEMA = """
CREATE TABLE shows (
    id bigint PRIMARY KEY,
    title text NOT NULL,
    host text,
    code character varying(10) NOT NULL UNIQUE,
    starts_at timestamptz NOT NULL,
    day date NOT NULL
);
CREATE INDEX shows_starts_at ON shows (starts_at);
CREATE TABLE songs (
    id bigint PRIMARY KEY,
    show_id bigint REFERENCES shows (id),
    title text NOT NULL,
    label text,
    heard_at timestamp NOT NULL
);
CREATE INDEX songs_show_id ON songs (show_id);
CREATE INDEX songs_title ON songs ((title::bytea));
"""

Check = Callable[[Analysed], Iterator[Finding]]


@pytest.fixture
def found(connection: psycopg.Connection[Any], tmp_path: Path) -> Callable[..., list[Finding]]:
    """``found(check, sql, *parameters)``: the findings of one check of one statement.

    Every mark ⟨ in the SQL is a place where one of them must be, in the order of the text.
    """

    connection.execute(SCHEMA)

    def find(check: Check, marked: str, *parameters: str, returns: str = "nothing") -> list[Finding]:
        *before, _ = marked.split("⟨")
        expected = [len("".join(before[: number + 1])) for number in range(len(before))]
        sql = marked.replace("⟨", "")
        analysis = analysed(connection, tmp_path, sql, *parameters, returns=returns)
        findings = sorted(check(analysis))
        start = analysis.source.text.index(sql)
        assert [analysis.source.place(start + place)[:2] for place in expected] == [
            (finding.line, finding.column) for finding in findings
        ], [str(finding) for finding in findings]
        return findings

    return find
