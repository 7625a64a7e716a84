"""What a check came to, for people, for programs, and for code review: GitHub's annotations and SARIF."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict
from enum import StrEnum
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

from tracktion_db.check.check import Checked
from tracktion_db.check.findings import Finding
from tracktion_db.check.rules import RULES

__all__ = ["Format", "report", "summary", "waived_lines"]

SARIF: Final = "https://json.schemastore.org/sarif-2.1.0.json"


class Format(StrEnum):
    """How findings are printed."""

    TEXT = "text"
    JSON = "json"
    GITHUB = "github"
    SARIF = "sarif"


def report(checked: Checked, seconds: float, form: Format) -> str:
    """The whole output in this form, without a last line break."""
    return _FORMS[form](checked, seconds)


def summary(checked: Checked, seconds: float) -> str:
    """One line: ``62 statements: 0 findings, 3 waived (...), 1.2 s on PostgreSQL 18.6``."""
    parts = [_count(len(checked.findings), "finding")]
    if checked.waived:
        parts.append(f"{len(checked.waived)} waived")
    if checked.notes:
        parts.append(f"{len(checked.notes)} not checked in full")
    listed = " (--waivers lists them)" if len(parts) > 1 else ""
    return (
        f"{_count(checked.statements, 'statement')}: {', '.join(parts)}{listed}, "
        f"{seconds:.1f} s on PostgreSQL {checked.server_version}"
        + (f" and {checked.graph_server}" if checked.graph_server else "")
    )


def waived_lines(checked: Checked) -> str:
    """What was waived and why, and what was not understood, a line for each."""
    lines: list[str] = []
    for finding, reason in [(one.finding, one.reason) for one in checked.waived]:
        lines.append(f"{finding.path}:{finding.line}: {finding.problem} [{finding.rule}], waived: {reason}")
    return "\n".join([*lines, *map(str, checked.notes)])


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _text(checked: Checked, seconds: float) -> str:
    return "\n\n".join([*map(str, checked.findings), summary(checked, seconds)])


def _json(checked: Checked, seconds: float) -> str:
    return json.dumps({**asdict(checked), "seconds": round(seconds, 3)})


def _github(checked: Checked, seconds: float) -> str:
    lines = [_annotation(finding) for finding in checked.findings]
    return "\n".join([*lines, summary(checked, seconds)])


def _annotation(finding: Finding) -> str:
    properties = {
        "file": finding.path,
        "line": finding.line,
        "col": finding.column,
        "title": f"tracktion-db {finding.rule}",
    }
    written = ",".join(f"{name}={_escaped(str(value), ':,')}" for name, value in properties.items())
    return f"::error {written}::{_escaped(_message(finding))}"


def _escaped(text: str, more: str = "") -> str:
    """As GitHub's runner reads it back: properties end at a colon or a comma, lines at their end."""
    for character in "%\r\n" + more:
        text = text.replace(character, f"%{ord(character):02X}")
    return text


def _message(finding: Finding) -> str:
    server = f"server: {finding.server}" if finding.server else ""
    return "\n".join([line for line in (finding.problem, server, finding.instead) if line])


def _sarif(checked: Checked, seconds: float) -> str:
    del seconds  # a report of the same findings is the same file
    results = [
        *[_result(finding) for finding in checked.findings],
        *[_result(one.finding, one.reason) for one in checked.waived],
    ]
    rules = [{"id": name, "shortDescription": {"text": meaning}} for name, meaning in RULES.items()]
    run: dict[str, Any] = {
        "tool": {
            "driver": {"name": "tracktion-db check", "version": version("tracktion-db"), "rules": rules}
        },
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {"%SRCROOT%": {"description": {"text": "the folder of the run"}}},
        "results": results,
    }
    return json.dumps({"$schema": SARIF, "version": "2.1.0", "runs": [run]}, indent=2)


def _result(finding: Finding, waived: str | None = None) -> Mapping[str, Any]:
    result: dict[str, Any] = {
        "ruleId": finding.rule,
        "level": "error",
        "message": {"text": _message(finding)},
        "locations": [
            {
                "physicalLocation": {
                    "artifactLocation": _artifact(finding.path),
                    "region": {"startLine": finding.line, "startColumn": finding.column},
                }
            }
        ],
    }
    if waived is not None:
        result["suppressions"] = [{"kind": "inSource", "justification": waived}]
    return result


def _artifact(path: str) -> Mapping[str, str]:
    if Path(path).is_absolute():
        return {"uri": Path(path).as_uri()}
    return {"uri": quote(path), "uriBaseId": "%SRCROOT%"}


_FORMS: Final[Mapping[Format, Callable[[Checked, float], str]]] = {
    Format.TEXT: _text,
    Format.JSON: _json,
    Format.GITHUB: _github,
    Format.SARIF: _sarif,
}
