"""Whether migrations go one schema per tenant: by what they made, and where only their text tells, by that.

Applied migrations are never edited, comments included, so what must stay as it is stands beside them in
``waivers.toml``: tables ``[[waive]]`` with ``rule``, ``subject`` and ``reason``.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final, NamedTuple, cast

import psycopg

from tracktion_db.check.findings import Finding, finding_at, finding_of
from tracktion_db.check.migrations import catalog
from tracktion_db.check.migrations.text import TextFault, check_changes, check_schemas, code_of
from tracktion_db.check.reading.server import ServerCatalog
from tracktion_db.check.reading.session import Session
from tracktion_db.check.rules import RULES
from tracktion_db.errors import StatementError
from tracktion_db.migrations.extensions import extension_folders
from tracktion_db.migrations.files import ROLLBACK, read_checked, read_folder
from tracktion_db.statements.source import Source, read_source

__all__ = ["MigrationsChecked", "check_all_migrations", "check_migrations"]

WAIVERS: Final = "waivers.toml"
WORD: Final = re.compile(r'"(?P<quoted>(?:[^"]|"")+)"|[^\W\d][\w$]*')


class MigrationsChecked(NamedTuple):
    """What is wrong, and what is waived with its reason."""

    findings: list[Finding]
    waived: list[tuple[Finding, str]]


class _Waiver(NamedTuple):
    rule: str
    subject: str | None
    reason: str
    offset: int


def check_migrations(connection: psycopg.Connection[Any], folder: Path) -> list[Finding]:
    """What is wrong with the migrations of this folder, which the connection's database has; sorted by place.

    So are those below it for the extensions that the database has. Judged is the first schema of the
    search_path. Nothing is changed. Raises UsageError and StatementError for a folder that could not be
    applied.
    """
    return check_all_migrations(connection, folder).findings


def check_all_migrations(connection: psycopg.Connection[Any], folder: Path) -> MigrationsChecked:
    """The same, with what is waived."""
    found: list[Finding] = []
    with Session.open(connection) as session:
        installed = ServerCatalog(session).extensions
        below = [path for name, path in extension_folders(folder).items() if name in installed]
        folders = [folder, *below]
        files = [file.source for one in folders for file in read_folder(one)]
        rollbacks = [read_checked(path) for one in folders for path in sorted(one.glob(f"*{ROLLBACK}"))]
        places = _Places(files)
        schemas, names = catalog.schemas(session), catalog.extension_names(session)
        for source in (*files, *rollbacks):
            faults = [*check_schemas(source, schemas, names), *check_changes(source)]
            found += [_told(source, fault.offset, fault) for fault in faults]
        for fault in (
            *catalog.check_keys(session),
            *catalog.check_identities(session),
            *catalog.check_one_node(session),
            *catalog.check_policies(session),
            *catalog.check_search_paths(session),
            *catalog.check_definers(session),
            *catalog.check_names(session, places.words),
        ):
            if place := places.of(fault.about, fault.subject):
                found.append(_told(*place, fault))
    checked = MigrationsChecked([], [])
    for one in folders:
        own = _waived(sorted([fault for fault in found if Path(fault.path).parent == one]), one / WAIVERS)
        checked.findings.extend(own.findings)
        checked.waived.extend(own.waived)
    return checked


def _told(source: Source, offset: int, fault: catalog.Fault | TextFault) -> Finding:
    return finding_at(source, offset, fault.rule, fault.problem, fault.instead, subject=fault.subject)


class _Places:
    """Where in the migrations something is made: the first place that names it.

    ``words`` are all names in them, as the server keeps names.
    """

    def __init__(self, sources: Iterable[Source]) -> None:
        self._files = [(source, code_of(source.text, source.path)) for source in sources]
        self.words = frozenset(
            [
                found["quoted"].replace('""', '"') if found["quoted"] else found.group().lower()
                for _, code in self._files
                for found in WORD.finditer(code)
            ]
        )

    def of(self, about: str, subject: str) -> tuple[Source, int] | None:
        """The place of the subject, else of what it is a part of; None for what was made elsewhere."""
        if about not in self.words:
            return None
        for name in (subject, about):
            pattern = re.compile(rf"(?<![\w$]){re.escape(name)}(?![\w$])", re.IGNORECASE)
            for source, code in self._files:
                if found := pattern.search(code):
                    return source, found.start()
        return None


def _waived(found: list[Finding], path: Path) -> MigrationsChecked:
    checked = MigrationsChecked([], [])
    if not path.is_file():
        return checked._replace(findings=found)
    source = read_source(str(path))
    try:
        waivers = _read_waivers(source)
    except StatementError as error:
        return checked._replace(findings=[finding_of(error, "waiver"), *found])
    needed: set[_Waiver] = set()
    for finding in found:
        fitting = [
            waiver
            for waiver in waivers
            if waiver.rule == finding.rule and waiver.subject in (None, finding.subject)
        ]
        needed.update(fitting)
        if fitting:
            checked.waived.append((finding, fitting[0].reason))
        else:
            checked.findings.append(finding)
    for waiver in waivers:
        if waiver not in needed:
            about = f" about {waiver.subject}" if waiver.subject else ""
            problem = f"nothing to waive: {waiver.rule} finds nothing{about} in these migrations"
            checked.findings.append(
                finding_at(source, waiver.offset, "waiver", problem, "remove it", subject=waiver.subject)
            )
    return checked


def _read_waivers(source: Source) -> list[_Waiver]:
    try:
        tables = tomllib.loads(source.text)
    except tomllib.TOMLDecodeError as error:
        raise source.error(
            0, f"not TOML: {error}", "write [[waive]] with rule, subject and reason"
        ) from error
    offsets = [found.start() for found in re.finditer(r"^\[\[waive\]\]", source.text, re.MULTILINE)]
    listed = tables.get("waive", [])
    entries = cast("list[dict[str, object]]", listed) if isinstance(listed, list) else []
    if set(tables) - {"waive"} or len(entries) != len(offsets) or entries is not listed:
        raise source.error(0, "something else than waivers", "write [[waive]] with rule, subject and reason")
    waivers: list[_Waiver] = []
    for entry, offset in zip(entries, offsets, strict=True):
        rule, subject, reason = (entry.get(key) for key in ("rule", "subject", "reason"))
        if set(entry) - {"rule", "subject", "reason"} or not (
            rule in RULES and isinstance(reason, str) and reason.strip()
        ):
            raise source.error(
                offset, "a bad waiver", "write rule (one that there is), reason, and subject where it has one"
            )
        waivers.append(_Waiver(str(rule), str(subject) if subject else None, reason, offset))
    return waivers
