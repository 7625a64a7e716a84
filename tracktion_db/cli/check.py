"""``check``: every statement proved by the server, before it ships."""

from __future__ import annotations

import os
import time
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from tracktion_db.check.check import Checked, check_all
from tracktion_db.check.findings import Finding, finding_of
from tracktion_db.check.migrations.rules import MigrationsChecked, check_all_migrations
from tracktion_db.check.waiving import Waived
from tracktion_db.cli.checking import (
    JsonOption,
    MigrationsOption,
    PackageOption,
    complain,
    find_statements,
    hint_of_missing_rights,
    hint_of_missing_table,
    hint_of_pending,
    migrations_of,
    open_database,
    shown_path,
    usage_errors,
)
from tracktion_db.cli.reports import Format, report, waived_lines
from tracktion_db.errors import StatementError, UsageError
from tracktion_db.migrations import migrations_folder


def check(
    paths: Annotated[
        list[Path] | None,
        typer.Argument(help="Files and folders; the package's own statements by default.", exists=True),
    ] = None,
    package: PackageOption = None,
    form: Annotated[Format, typer.Option("--format", help="How findings are printed.")] = Format.TEXT,
    as_json: JsonOption = False,
    migrations: MigrationsOption = None,
    waivers: Annotated[
        bool, typer.Option("--waivers", help="List what is waived, and what is not checked in full.")
    ] = False,
    graph: Annotated[
        bool, typer.Option("--graph", help="Check Cypher too: on NEO4J_URI, else on an embedded graph.")
    ] = False,
) -> None:
    """Prove statements on a real server; nothing is executed, and nothing stays.

    On the database of DATABASE_URL, as it is, else on an embedded server that is migrated and thrown away.
    Cypher statements are proved where NEO4J_URI names a graph, or with --graph.
    Exit code 0 when all is well, 1 with findings, 2 when it could not be checked.
    """
    with usage_errors():
        started = time.monotonic()
        statements, errors, beside = find_statements(paths, package)
        folder = migrations or migrations_of(package)
        hint = hint_of_pending(folder)
        with open_database(folder) as connection:
            checked = check_all(statements, connection, beside=beside.values())
            # Judged is what they made, so all of them must be there; and a service may have none of its own.
            if not paths and not hint and (migrations or not package or folder != migrations_folder()):
                checked = _with(checked, check_all_migrations(connection, folder))
        if graph and paths:
            raise UsageError("--graph checks the Cypher of a whole package: leave the paths out")
        if not paths and (graph or os.environ.get("NEO4J_URI")):
            checked = _with_cypher(checked, package)
        checked = _shown(checked, errors)
    chosen = Format.JSON if as_json else form
    if waivers and chosen is Format.TEXT and (lines := waived_lines(checked)):
        typer.echo(lines)
    typer.echo(report(checked, time.monotonic() - started, chosen))
    hint = hint or hint_of_missing_table(folder, (finding.server for finding in checked.findings))
    missing_rights = hint_of_missing_rights(checked.notes)
    if hint := hint or missing_rights:
        complain(hint)
    if checked.findings:
        raise typer.Exit(1)
    if missing_rights:
        raise typer.Exit(2)


def _with_cypher(checked: Checked, package: str | None) -> Checked:
    # Only this needs the driver.
    from tracktion_db.cli.graph_checking import checked_cypher

    cypher = checked_cypher(package)
    return Checked(
        statements=checked.statements + cypher.statements,
        findings=checked.findings + cypher.findings,
        waived=checked.waived + cypher.waived,
        notes=checked.notes + cypher.notes,
        server_version=checked.server_version,
        graph_server=cypher.graph_server,
    )


def _with(checked: Checked, migrations: MigrationsChecked) -> Checked:
    waived = [Waived(finding, reason) for finding, reason in migrations.waived]
    return replace(checked, findings=checked.findings + migrations.findings, waived=checked.waived + waived)


def _shown(checked: Checked, errors: list[StatementError]) -> Checked:
    """With the files that are no statements, and paths as they are seen from here."""
    findings = [_seen(finding_of(error, "load")) for error in errors]
    findings += [_seen(finding) for finding in checked.findings]
    return replace(
        checked,
        findings=sorted(findings, key=lambda finding: (finding.path, finding.line, finding.column)),
        waived=[Waived(_seen(one.finding), one.reason) for one in checked.waived],
        notes=[replace(note, path=shown_path(note.path)) for note in checked.notes],
    )


def _seen(finding: Finding) -> Finding:
    return replace(finding, path=shown_path(finding.path))
