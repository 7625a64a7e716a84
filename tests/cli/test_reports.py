"""What ``tracktion-db check`` prints: for people, for programs, for GitHub and as SARIF."""

from __future__ import annotations

import json
from importlib.metadata import version
from typing import Any

from tracktion_db.check import Checked, Finding, Note, Waived
from tracktion_db.check.rules import RULES
from tracktion_db.cli.reports import Format, report, summary, waived_lines


def finding(**changes: Any) -> Finding:
    usual: dict[str, Any] = {
        "path": "sql/radio/get show.sql",
        "line": 3,
        "column": 7,
        "rule": "columns",
        "statement": "radio.get_show",
        "subject": "title",
        "problem": "100% wrong: a, b",
        "server": "no\r\nsuch column",
        "instead": "write titel",
        "source_line": "SELECT 1",
        "caret": "      ^",
    }
    return Finding(**{**usual, **changes})


CHECKED = Checked(
    statements=2,
    findings=[finding()],
    waived=[Waived(finding(path="/srv/sql/get_é.sql", server=None), "known since 2020")],
    notes=[Note("radio.count", "sql/radio/count.sql", "a command")],
    server_version="18.6",
)


def test_github_shows_it_at_the_line_with_all_that_ends_a_field_escaped() -> None:
    annotation, last = report(CHECKED, 1.25, Format.GITHUB).split("\n")
    assert annotation == (
        "::error file=sql/radio/get show.sql,line=3,col=7,title=tracktion-db columns::"
        "100%25 wrong: a, b%0Aserver: no%0D%0Asuch column%0Awrite titel"
    )
    assert last == summary(CHECKED, 1.25)
    odd = report(Checked(1, [finding(path="a,b:c%.sql")], [], [], "18.6"), 1, Format.GITHUB)
    assert odd.startswith("::error file=a%2Cb%3Ac%25.sql,line=3,")


def test_sarif_has_rules_places_and_suppressions() -> None:
    log = json.loads(report(CHECKED, 1.25, Format.SARIF))
    assert (log["version"], len(log["runs"])) == ("2.1.0", 1)
    (run,) = log["runs"]
    rules = {rule["id"]: rule["shortDescription"]["text"] for rule in run["tool"]["driver"]["rules"]}
    assert rules == dict(RULES)
    assert run["tool"]["driver"]["version"] == version("tracktion-db")
    found, waived = run["results"]
    assert found["ruleId"] == "columns"
    assert found["message"]["text"].startswith("100% wrong: a, b\nserver: no")
    place = found["locations"][0]["physicalLocation"]
    assert place["artifactLocation"] == {"uri": "sql/radio/get%20show.sql", "uriBaseId": "%SRCROOT%"}
    assert place["region"] == {"startLine": 3, "startColumn": 7}
    assert "suppressions" not in found
    assert waived["suppressions"] == [{"kind": "inSource", "justification": "known since 2020"}]
    assert waived["locations"][0]["physicalLocation"]["artifactLocation"] == {
        "uri": "file:///srv/sql/get_%C3%A9.sql"
    }


def test_json_has_everything() -> None:
    told = json.loads(report(CHECKED, 1.25, Format.JSON))
    assert list(told) == [
        "statements",
        "findings",
        "waived",
        "notes",
        "server_version",
        "graph_server",
        "seconds",
    ]
    assert told["findings"][0]["subject"] == "title"
    assert told["waived"][0]["reason"] == "known since 2020"
    assert told["notes"] == [{"statement": "radio.count", "path": "sql/radio/count.sql", "text": "a command"}]


def test_the_summary_counts() -> None:
    assert summary(CHECKED, 1.25) == (
        "2 statements: 1 finding, 1 waived, 1 not checked in full"
        " (--waivers lists them), 1.2 s on PostgreSQL 18.6"
    )
    assert (
        summary(Checked(1, [], [], [], "18.6"), 0.04) == "1 statement: 0 findings, 0.0 s on PostgreSQL 18.6"
    )
    assert waived_lines(CHECKED).split("\n") == [
        "/srv/sql/get_é.sql:3: 100% wrong: a, b [columns], waived: known since 2020",
        "sql/radio/count.sql: not checked in full: a command",
    ]
